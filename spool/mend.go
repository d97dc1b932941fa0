package spool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// mend puts a spool aside that is damaged, or no file at all (f is nil then), and makes a new one of those documents in
// it that are intact. It closes f.
func (s Spool) mend(f *os.File, why error) error {
	n, aside, err := 0, "", error(nil)
	if f == nil {
		aside, err = s.Folder.Aside(s.Name)
	} else {
		from, headErr := readHeader(f)
		if headErr != nil {
			from = 0 // what has left the spool before is stored once more, which changes nothing
		}
		n, aside, err = s.rewrite(f, from, true)
	}
	if err != nil {
		return fmt.Errorf("mend the spool (%w): %w", why, err)
	}
	s.Warn(fmt.Sprintf("the spool was not as it was left (%v): %d documents in it are intact and go on, the rest is kept as %s", why, n, aside))
	return nil
}

// rewrite makes a new spool of the n intact documents from a place on, and closes the old one, which is kept aside or
// replaced. The new one is complete and on disk before the old one gives up its name: where a crash then leaves no
// spool at all, Folder.Settle finds the new one.
func (s Spool) rewrite(f *os.File, from int64, keep bool) (n int, aside string, err error) {
	beside, err := s.Folder.Create(s.Name)
	if err != nil {
		return 0, "", errors.Join(err, f.Close())
	}
	n, err = copyIntact(beside, f, from)
	err = errors.Join(err, beside.Sync(), f.Close())
	if err == nil && keep {
		aside, err = s.Folder.Aside(s.Name)
	}
	if err = s.Folder.Finish(s.Name, beside, err); err == nil {
		err = s.Folder.Sync()
	}
	return n, aside, err
}

// copyIntact writes a header, and a record for each of the n intact documents from a place on, whatever is between
// them. The reading is bounded: a forged file may pretend that each of its markers begins a long document.
func copyIntact(w io.Writer, f *os.File, from int64) (n int, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(header(headerSize)); err != nil {
		return 0, err
	}
	records := source{file: f, size: info.Size()}
	for at := from; at < records.size && records.read <= 4*records.size+maxDocument; {
		doc, err := records.record(at)
		if err != nil {
			at = records.marker(at + 1)
			continue
		}
		b := encode(doc)
		if _, err := w.Write(b); err != nil {
			return n, err
		}
		n, at = n+1, at+int64(len(b))
	}
	return n, nil
}

// marker returns the place of the first marker from a place on, or the end of the file. What the disk does not give
// back is passed over.
func (s *source) marker(from int64) int64 {
	chunk := make([]byte, 64<<10)
	for at := from; at < s.size; at += int64(len(chunk) - len(marker) + 1) { // a marker may stand across two of them
		n, _ := s.file.ReadAt(chunk[:min(int64(len(chunk)), s.size-at)], at)
		if i := bytes.Index(chunk[:n], []byte(marker)); i >= 0 {
			return at + int64(i)
		}
	}
	return s.size
}
