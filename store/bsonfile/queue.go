package bsonfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// Oldest returns the oldest documents, without their seals: at least one, if there is any, and at most n, which together have
// at most size bytes, unless the first alone has more. It takes no lock. A file that is missing has no documents.
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
	for _, doc := range s.documents {
		if _, err := ID(doc); f.isUseless(doc, err) {
			continue
		}
		doc = Unseal(bytes.Clone(doc))
		if size -= len(doc); size < 0 && len(docs) > 0 {
			break
		}
		if docs = append(docs, doc); len(docs) == n {
			break
		}
	}
	if s.err != nil && !errors.Is(s.err, errNoDocument) {
		return nil, fmt.Errorf("read %s: %w", f.path(), s.err)
	}
	return docs, nil
}

// Remove removes documents, by their _id: those that Oldest returned. Others may have come since, or gone to make room. When
// none is left the file is emptied, which is not synced: a document that comes back after a power loss is stored already,
// which stores notice. Else the rest is written into a new file.
func (f File) Remove(ctx context.Context, docs [][]byte) (err error) {
	ids, err := IDs(docs)
	if err != nil || len(ids) == 0 || !f.Folder.Has(f.Name) {
		return err
	}
	file, c, err := f.open(ctx, false, notFound(ids))
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
