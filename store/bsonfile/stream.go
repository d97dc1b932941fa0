package bsonfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// RefusedError is the error for a document of a stream that is refused. The documents after it can be read.
type RefusedError struct {
	TooLarge bool
	reason   string
}

func (e RefusedError) Error() string { return e.reason }

// Stream reads documents, with seals or without, from a pipe. It checks only their lengths and checksums.
type Stream struct {
	r   *bufio.Reader
	max int
}

// NewStream returns a stream of documents of at most max bytes each.
func NewStream(r io.Reader, max int) *Stream { return &Stream{bufio.NewReader(r), max} }

// Next returns the next document without its seal. If the document is too long, or has the wrong checksum, it skips it and
// returns a RefusedError. At the end of the stream it returns io.EOF. After any other error the rest cannot be read.
func (s *Stream) Next() ([]byte, error) {
	head, err := s.r.Peek(4)
	switch {
	case errors.Is(err, io.EOF) && len(head) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, errors.New("the input ends within a document")
	case err != nil:
		return nil, fmt.Errorf("read the input: %w", err)
	}
	n, ok := Length(head)
	if !ok {
		return nil, errors.New("the input is not BSON: is it compressed?")
	}
	if n > s.max+sealSize {
		if _, err := s.r.Discard(n); err != nil {
			return nil, fmt.Errorf("the input ends within a document: %w", err)
		}
		return nil, s.tooLong(n)
	}
	doc := make([]byte, n)
	if _, err := io.ReadFull(s.r, doc); err != nil {
		return nil, fmt.Errorf("the input ends within a document: %w", err)
	}
	if hasSeal(doc) && !sealMatches(doc) {
		return nil, RefusedError{reason: "it is damaged: its checksum is wrong"}
	}
	if doc = Unseal(doc); len(doc) > s.max {
		return nil, s.tooLong(len(doc))
	}
	return doc, nil
}

func (s *Stream) tooLong(n int) error {
	return RefusedError{true, fmt.Sprintf("it has %d KiB, at most %d are allowed", (n+1023)>>10, s.max>>10)}
}
