// Package spool keeps documents on this machine until a store has acknowledged them: one file a host, in which they
// stand in the order in which they came.
//
// It does not know what a document means, nor any store. Whoever calls it holds a lock: two at once on one file would
// spoil it.
package spool

import (
	"errors"
	"fmt"
	"math"
	"os"

	"psmonitor/state"
)

// Spool is the spool of one host.
type Spool struct {
	Folder *state.Folder
	Name   string // of the file
	Max    int    // documents that are kept, one at least: the oldest make room
	// Warn is told, in one line, what has happened to a damaged spool.
	Warn func(message string)
}

// Append adds a document, and returns when it is on disk. dropped says how many of the oldest had to make room. After
// an error the document is not safe.
func (s Spool) Append(doc []byte) (dropped int, err error) {
	f, c, err := s.open(math.MaxInt)
	if err != nil {
		return 0, fmt.Errorf("spool: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := s.append(f, c, doc); err != nil {
		return 0, fmt.Errorf("spool %s: %w", s.Folder.Path(s.Name), err)
	}
	dropped = max(0, len(c.starts)+1-max(s.Max, 1))
	if dropped == 0 {
		return 0, nil
	}
	c.starts = append(c.starts, c.end) // of the record that is new
	return dropped, s.leave(f, c, dropped)
}

// append writes the record at the end, into an empty spool together with a header.
func (s Spool) append(f *os.File, c contents, doc []byte) error {
	at, b := c.end, encode(doc)
	if len(c.starts) == 0 {
		at, b = 0, append(header(headerSize), b...)
	}
	_, err := f.WriteAt(b, at)
	if err == nil {
		err = f.Sync()
	}
	if err != nil { // no space, perhaps: what was written of it must go
		return errors.Join(err, f.Truncate(c.end))
	}
	if c.end == 0 {
		return s.Folder.Sync() // the file's name may be new
	}
	return nil
}

// Oldest returns the oldest documents: at most so many, and, but for the first, of at most so many bytes.
func (s Spool) Oldest(most, size int) (docs [][]byte, err error) {
	f, c, err := s.open(most)
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	defer f.Close()
	records := source{file: f, size: c.end}
	for i, at := range c.starts {
		doc, err := records.record(at)
		if err != nil {
			return nil, fmt.Errorf("spool %s: %w", s.Folder.Path(s.Name), err)
		}
		if size -= len(doc); size < 0 && i > 0 {
			break
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// Remove lets go of documents that Oldest returned. Others may have come since, or gone to make room. It is not
// synced: a document that comes back after a power loss is stored already, which stores notice.
func (s Spool) Remove(docs [][]byte) error {
	f, c, err := s.open(len(docs))
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	stored := make(map[string]bool, len(docs))
	for _, doc := range docs {
		stored[string(doc)] = true
	}
	records, n := source{file: f, size: c.end}, 0
	for ; n < len(c.starts); n++ {
		doc, readErr := records.record(c.starts[n])
		if err = readErr; err != nil || !stored[string(doc)] {
			break
		}
	}
	if err == nil {
		err = s.leave(f, c, n)
	}
	return errors.Join(err, f.Close())
}

// leave lets go of the oldest n documents. The last one takes all records with it, in one step: a header that no
// record follows means nothing.
func (s Spool) leave(f *os.File, c contents, n int) (err error) {
	switch {
	case n == 0:
		return nil
	case n < len(c.starts):
		_, err = f.WriteAt(header(c.starts[n]), 0)
	case c.next < c.end:
		_, err = f.WriteAt(header(c.next), 0)
	default:
		err = f.Truncate(headerSize)
	}
	if err != nil {
		return fmt.Errorf("spool %s: let go of %d documents: %w", s.Folder.Path(s.Name), n, err)
	}
	return nil
}
