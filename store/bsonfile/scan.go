package bsonfile

import (
	"bytes"
	"context"
	"errors"
	"io"

	"psmonitor/internal/bsonwalk"
)

// chunk is how much of a file is read at a time, in bytes. The files of most hosts are smaller.
const chunk = 8 << 20

// errNoDocument is the error for a file without a document in its first bytes, as many as the largest document may have.
var errNoDocument = errors.New("there is no document in the first 16 MiB")

// maxGap is the longest damage behind which documents are looked for, in bytes. A file may have a hole that is larger than the
// disk, which takes no space, but minutes to read.
const maxGap = 4 * MaxDocument

// scanner finds the intact documents of a file, one after the other. What is between them is damage. After damage, a document
// begins at the next place with a plausible length, a seal where that length ends and the right checksum. A checksum is
// required, because embedded documents look like documents. A document without a seal is found after damage only if the
// damaged document has kept its length.
//
// Its memory and its time are bounded. It counts the bytes that it has checked and that are not a document. If a file has too
// many of them, it may be an attack, and the rest of the file counts as damage. So it does after damage of more than maxGap.
type scanner struct {
	file     io.Reader
	buf      []byte // bytes of the file, from offset base
	base     int64
	at       int   // index in buf of the next byte
	unread   int64 // bytes of the file behind those in buf
	budget   int64 // bytes that may still be checked without finding a document
	found    bool  // a document was found
	sealed   bool  // the last document found has a seal
	damaged  int   // damaged parts of the file
	unending bool  // there is damage of more than maxGap
	end      int64 // after the last document: where the next one is to be appended
	err      error // that ended documents before the end of the file
}

// newScanner returns a scanner of a file of size bytes, which stops when ctx ends. It uses buf if that is large enough.
func newScanner(ctx context.Context, file io.Reader, size int64, buf []byte) *scanner {
	if want := min(size, chunk); int64(cap(buf)) < want {
		buf = make([]byte, 0, want+want/8)
	}
	return &scanner{file: contextReader{ctx, file}, buf: buf[:0], unread: size, budget: 4*size + MaxDocument}
}

// offset returns the offset in the file of the next byte.
func (s *scanner) offset() int64 { return s.base + int64(s.at) }

// left returns how many bytes of the file remain.
func (s *scanner) left() int64 { return int64(len(s.buf)-s.at) + s.unread }

// next returns the next intact document, as it is in the file, and io.EOF after the last one. The document is valid until
// the next call.
func (s *scanner) next() (doc []byte, err error) {
	begin := s.offset()
	expected := begin // where the lengths before say that a document begins
	zeros := true     // there was nothing else yet
	for ; ; s.at++ {
		if enough, err := s.fill(4); err != nil {
			return nil, err
		} else if !enough {
			rest := s.buf[s.at:]
			zeros = zeros && isZero(rest)
			return nil, s.finish(begin, zeros || s.offset() == begin && s.isTorn(rest))
		}
		if gap := s.offset() - begin; !s.found && gap > int64(maxSealed) {
			return nil, errNoDocument
		} else if gap > maxGap {
			s.unending = true
			return nil, s.finish(begin, false)
		}
		if run := countZeros(s.buf[s.at:]); run >= 4 { // a length has at most three zeros first
			s.at += run - 4
			continue
		}
		zeros = zeros && s.buf[s.at] == 0
		n, plausible := Length(s.buf[s.at:])
		if !plausible {
			continue
		}
		whole, err := s.fill(n)
		if err != nil {
			return nil, err
		}
		asExpected := s.offset() == expected
		switch {
		case whole && s.isIntact(s.buf[s.at:s.at+n], asExpected):
			return s.accept(n, begin), nil
		case whole && asExpected:
			expected = s.offset() + int64(n)
		case s.offset() == begin && !whole:
			left := int(s.left()) // less than n
			if _, err := s.fill(left); err != nil {
				return nil, err
			}
			if s.isTorn(s.buf[s.at:]) {
				return nil, s.finish(begin, true)
			}
		}
	}
}

// documents yields the intact documents with their places. A document is valid until the next one. Afterwards s.err says
// why it ended before the end of the file, if it did.
func (s *scanner) documents(yield func(place, []byte) bool) {
	for {
		doc, err := s.next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
			return
		}
		if !yield(place{at: s.offset() - int64(len(doc)), n: len(doc), damaged: s.damaged, sealed: hasSeal(doc)}, doc) {
			return
		}
	}
}

// accept returns the next document, of n bytes, and moves behind it. If there is damage before it, that begins at begin.
func (s *scanner) accept(n int, begin int64) []byte {
	if s.offset() > begin {
		s.damaged++
	}
	doc := s.buf[s.at : s.at+n : s.at+n]
	s.at += n
	s.found, s.sealed, s.end = true, hasSeal(doc), s.offset()
	return doc
}

// isIntact reports whether bytes are a document with a right seal or, if unsealed is true, a well-formed one without.
func (s *scanner) isIntact(doc []byte, unsealed bool) bool {
	switch {
	case s.budget < 0:
		return false
	case hasSeal(doc):
		if sealMatches(doc) {
			return true
		}
		s.budget -= int64(len(doc))
		return false
	case !unsealed:
		return false
	}
	read, err := check(doc, 1)
	if err == nil {
		_, err = ID(doc)
	}
	if err != nil {
		s.budget -= int64(read)
	}
	return err == nil
}

// isTorn reports whether the rest of the file, which is shorter than its length says, is certainly what a crash has left of a
// document that Append was writing, so that nothing is lost if it is removed. Before it is a sealed document, or nothing. It
// begins with its _id, and neither ends by itself nor contains another document. Whatever else ends a file is damage.
func (s *scanner) isTorn(rest []byte) bool {
	const id, idAt = "_id\x00", 5 // after the length and the type
	if s.found && !s.sealed {
		return false
	}
	if len(rest) < idAt+len(id) {
		return true
	}
	if string(rest[idAt:idAt+len(id)]) != id || bytes.Count(rest, []byte(id)) > 1 ||
		bytes.Contains(rest[:len(rest)-5], []byte(sealElement)) { // a whole seal has 5 bytes more
		return false
	}
	var err error
	for rest = rest[4:]; err == nil && len(rest) > 0; {
		if rest[0] == 0 { // a whole document with a damaged length
			return false
		}
		_, rest, err = bsonwalk.Next(rest)
	}
	return true
}

// finish sets s.end after the last document. Behind that, at begin, is what may be removed, or else damage.
func (s *scanner) finish(begin int64, removable bool) error {
	s.end = begin
	if !removable {
		s.end = s.offset() + s.left()
		s.damaged++
	}
	return io.EOF
}

func isZero(b []byte) bool { return countZeros(b) == len(b) }

// countZeros counts the zeros at the beginning.
func countZeros(b []byte) int { return len(b) - len(bytes.TrimLeft(b, "\x00")) }

// fill reads until buf has the next n bytes, and reports false if the file does not have as many.
func (s *scanner) fill(n int) (enough bool, err error) {
	have := len(s.buf) - s.at
	if have >= n || int64(n-have) > s.unread {
		return have >= n, nil
	}
	if n > cap(s.buf)-s.at {
		s.base += int64(s.at)
		rest := s.buf[s.at:]
		if cap(s.buf) < 2*n { // so that bytes are seldom moved, even if lengths are damaged and large
			s.buf = make([]byte, 0, min(max(2*n, 2*cap(s.buf), chunk), 2*maxSealed))
		}
		s.buf, s.at = append(s.buf[:0], rest...), 0
	}
	had := len(s.buf)
	want := int(min(int64(cap(s.buf)-had), s.unread))
	read, err := io.ReadFull(s.file, s.buf[had:had+want])
	s.buf, s.unread = s.buf[:had+read], s.unread-int64(read)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // the file has become shorter
		s.unread, err = 0, nil
	}
	return len(s.buf)-s.at >= n, err
}

// contextReader reads until the context ends.
type contextReader struct {
	ctx  context.Context
	file io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(p)
}
