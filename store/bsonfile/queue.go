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

// Oldest returns the oldest documents after the first skip ones, without their seals: at least one, if there is any, and at most
// n, which together have at most size bytes, unless the first alone has more. It takes no lock. A file that is missing has no
// documents.
func (f File) Oldest(ctx context.Context, skip, n, size int) (docs [][]byte, err error) {
	file, err := f.Folder.OpenFile(f.Name, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() // nothing was written
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	s := newScanner(ctx, file, info.Size(), nil)
	for _, doc := range s.documents {
		if _, err := ID(doc); f.isUseless(doc, err) {
			continue
		}
		if skip > 0 {
			skip--
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

// Remove removes documents by their _id: those that Oldest returned. Meanwhile others may have been added, or removed to make
// room. If no document remains, the file is emptied. That is not synced: after a power loss the documents may be there
// again and be sent a second time, and stores ignore documents that they have. If documents remain, they are written into a
// new file.
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
