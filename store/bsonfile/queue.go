package bsonfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// Oldest returns the oldest documents, without their seals: n at most, and, but for the first, of so many bytes at most. It
// takes no lock. A file that is missing has no documents.
func (f File) Oldest(ctx context.Context, n, size int) (docs [][]byte, err error) {
	file, err := f.Folder.OpenFile(f.Name, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, explain(err)
	}
	defer file.Close() // which was for reading only
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	s := newScanner(ctx, file, info.Size(), nil)
	for len(docs) < n {
		doc, err := s.next()
		if errors.Is(err, io.EOF) || errors.Is(err, errNoDocument) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.path(), err)
		}
		if _, err := ID(doc); f.Mend && (err != nil || Check(doc) != nil) {
			continue
		}
		doc = Unseal(bytes.Clone(doc))
		if size -= len(doc); size < 0 && len(docs) > 0 {
			break
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// Remove removes documents, by their _id: those that Oldest returned. Others may have come since, or gone to make room. When
// none is left the file is emptied, which is not synced: a document that comes back after a power loss is stored already,
// which stores notice. Else the rest is written into a new file.
func (f File) Remove(ctx context.Context, docs [][]byte) (err error) {
	gone, err := idsOf(docs)
	if err != nil || len(gone) == 0 || !f.Folder.Has(f.Name) {
		return err
	}
	file, c, err := f.open(ctx, false, gone)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	rest := slices.DeleteFunc(slices.Clone(c.places), func(p place) bool { return p.listed })
	switch {
	case len(rest) == len(c.places):
		return nil
	case len(rest) == 0:
		err = file.Truncate(0)
	default:
		err = f.rewrite(file, rest)
	}
	if err != nil {
		return fmt.Errorf("remove %d documents from %s: %w", len(c.places)-len(rest), f.path(), err)
	}
	return nil
}
