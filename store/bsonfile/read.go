package bsonfile

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// Reader reads one file after the other, with the same memory. It is not safe for concurrent use.
type Reader struct {
	buf    []byte
	places []place
}

// Newest calls visit for the newest n documents of a file, oldest first, without their seals. If a document is longer than
// head bytes, visit gets its first head bytes, which begin with the length of the whole document. The document is valid
// during the call only. An error of visit ends the reading and is returned. damaged is how many damaged parts of the file
// are among these documents. In a file with Replaces, only the last document with each _id is visited.
//
// It takes no lock, and ignores a document that is still being written. A missing file has no documents.
func (r *Reader) Newest(ctx context.Context, f File, n, head int, visit func(doc []byte) error) (damaged int, err error) {
	if n <= 0 {
		return 0, ctx.Err()
	}
	file, err := f.Folder.OpenFile(f.Name, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ctx.Err()
	}
	if err != nil {
		return 0, err
	}
	defer file.Close() // nothing was written
	s, err := r.scan(ctx, f, file, n)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", f.path(), err)
	}
	damaged = s.damaged
	if len(r.places) > 0 && len(r.places) == n {
		damaged -= r.places[0].damaged
	}
	inMemory := s.base == 0
	if inMemory {
		file.Close() // so that Windows can rename the file during the visits
	}
	for _, p := range r.places {
		if err := ctx.Err(); err != nil {
			return damaged, err
		}
		doc := s.buf[:0]
		if inMemory {
			doc = s.buf[p.at:p.end():p.end()]
		} else if doc, err = readHead(file, p, doc, head); err != nil {
			return damaged, fmt.Errorf("read %s: %w", f.path(), err)
		}
		if err := visit(p.unseal(doc, head)); err != nil {
			return damaged, err
		}
	}
	return damaged, nil
}

// scan finds the places of the newest n documents.
func (r *Reader) scan(ctx context.Context, f File, file *os.File, n int) (*scanner, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	s := newScanner(ctx, file, info.Size(), r.buf)
	r.places = r.places[:0]
	var last lastPlaces
	if f.Replaces != nil {
		last = lastPlaces{}
	}
	for p, doc := range s.documents {
		r.places = append(r.places, p)
		if last != nil {
			id, _ := ID(doc) // an unsealed document without an _id is not intact
			last.add(r.places, id)
		} else if len(r.places)/2 > max(n, 4096) {
			r.places = append(r.places[:0], newest(r.places, n, 0)...) // a file may have millions
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	r.buf, r.places = s.buf, newest(current(r.places), n, 0)
	return s, nil
}

// readHead reads a document into buf, or as much of it as visit gets.
func readHead(file io.ReaderAt, p place, buf []byte, head int) ([]byte, error) {
	n := min(p.n, head+sealSize)
	buf = slices.Grow(buf, n)[:n]
	_, err := file.ReadAt(buf, p.at)
	return buf, err
}

// unseal removes the seal from a document, or from the beginning of one, and returns at most head bytes of it.
func (p place) unseal(doc []byte, head int) []byte {
	n := p.n
	if p.sealed {
		n -= sealSize
		binary.LittleEndian.PutUint32(doc, uint32(n))
	}
	if n > head {
		return doc[:head]
	}
	doc[n-1] = 0
	return doc[:n:n]
}
