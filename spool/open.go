package spool

import (
	"errors"
	"fmt"
	"os"

	"psmonitor/state"
)

// slack is how much of a file may be documents that have left it, in bytes, before it is written anew.
const slack = 1 << 20

// contents says where a spool's documents are: all of them, or the oldest.
type contents struct {
	starts []int64 // the place of each record, the oldest first
	next   int64   // the place behind these records
	end    int64   // of the file
}

// wasteful reports whether more than half of the file is documents that have left it.
func (c contents) wasteful() bool {
	return len(c.starts) > 0 && c.starts[0] > max(slack, c.end/2)
}

// open opens the spool, making an empty one if there is none, and looks at the oldest records, so many at most. If there
// is damage, the spool is mended.
func (s Spool) open(most int) (*os.File, contents, error) {
	if err := s.Folder.Settle(s.Name); err != nil {
		return nil, contents{}, err
	}
	f, c, err := s.inspect(most)
	switch {
	case errors.Is(err, state.ErrForeign), errors.Is(err, errDamaged):
		err = s.mend(f, err)
	case err == nil && c.wasteful():
		_, _, err = s.rewrite(f, c.starts[0], false)
	default:
		return f, c, err
	}
	if err != nil {
		return nil, contents{}, err
	}
	return s.inspect(most)
}

// inspect opens the spool and reads the oldest records. A damaged one is returned open.
func (s Spool) inspect(most int) (*os.File, contents, error) {
	f, err := s.Folder.OpenFile(s.Name, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, contents{}, err
	}
	c, err := inspect(f, most)
	if err == nil {
		return f, c, nil
	}
	err = fmt.Errorf("%s: %w", s.Folder.Path(s.Name), err)
	if !errors.Is(err, errDamaged) {
		return nil, contents{}, errors.Join(err, f.Close())
	}
	return f, contents{}, err
}

func inspect(f *os.File, most int) (contents, error) {
	info, err := f.Stat()
	if err != nil {
		return contents{}, err
	}
	c := contents{end: info.Size()}
	if c.end == 0 {
		return c, nil
	}
	head, err := readHeader(f)
	if err != nil || c.end == headerSize {
		return c, err
	}
	if head >= c.end {
		return contents{}, errDamaged
	}
	records := source{file: f, size: c.end}
	for c.next = head; c.next < c.end && len(c.starts) < most; {
		doc, err := records.record(c.next)
		if err != nil {
			return contents{}, err
		}
		c.starts = append(c.starts, c.next)
		c.next += prefixSize + int64(len(doc))
	}
	return c, nil
}
