package bsonfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"psmonitor/internal/folder"
)

// File is a file of documents, the oldest first. Its methods may be called by several goroutines and processes at once.
// The context bounds their waiting for each other: even when it has ended, they try once. A disk that does not answer cannot
// be interrupted.
type File struct {
	Folder *folder.Folder // which syncs
	Name   string
	Max    int // documents that are kept: when there are more of them by an eighth, the oldest are removed
	// MaxBytes bounds the length of the documents kept, in the same way; 0 does not.
	MaxBytes int64
	// Mend has a damaged file replaced by one of its intact documents as soon as it is changed, and the damaged one kept
	// aside. So is whatever is under the name that is not a file. Without Mend that happens only to a file without any
	// intact document, and damage stays until it has become old.
	Mend bool
	// Warn is told, in one line, what the user should know though nothing failed. It may be nil.
	Warn func(message string)
}

// lockWait is how long a writer waits for another one.
const lockWait = 2 * time.Second

// place is where a document is in a file.
type place struct {
	at      int64
	n       int // bytes
	damaged int // stretches of damage before it
	sealed  bool
	listed  bool // its _id is among those looked for
}

func (p place) end() int64 { return p.at + int64(p.n) }

// contents is what a file has.
type contents struct {
	places  []place
	damaged int   // stretches
	end     int64 // where the next document is to be appended
	size    int64
}

// Append adds documents at the end, each with a seal, and returns when they are on disk. A document whose _id is there
// already is not added again. A file that is missing is made. dropped says how many of the oldest documents have been
// removed to make room. After an error the documents are not safe.
func (f File) Append(ctx context.Context, docs ...[]byte) (dropped int, err error) {
	if len(docs) == 0 {
		return 0, ctx.Err()
	}
	found, err := idsOf(docs)
	if err != nil {
		return 0, err
	}
	isNew := !f.Folder.Has(f.Name)
	file, c, err := f.open(ctx, true, found)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	c, err = c.append(file, docs, found)
	if err == nil && isNew {
		err = f.Folder.Sync()
	}
	if err != nil {
		return 0, fmt.Errorf("append to %s: %w", f.path(), err)
	}
	return f.compact(file, c), nil
}

// idsOf returns the _id of each document, and that it has not been found yet.
func idsOf(docs [][]byte) (map[string]bool, error) {
	ids := make(map[string]bool, len(docs))
	for i, doc := range docs {
		id, err := ID(doc)
		if err == nil && len(doc) > MaxDocument {
			err = fmt.Errorf("it has %d bytes, at most %d are allowed", len(doc), MaxDocument)
		}
		if err != nil {
			return nil, fmt.Errorf("document %d of %d: %w", i+1, len(docs), err)
		}
		ids[id] = false
	}
	return ids, nil
}

// append writes the documents that were not found, each once, and returns what the file has then.
func (c contents) append(file *os.File, docs [][]byte, found map[string]bool) (contents, error) {
	var add []byte
	for _, doc := range docs {
		id, err := ID(doc)
		if err != nil {
			return c, err
		}
		if !found[id] {
			found[id] = true
			from := len(add)
			add = Seal(add, doc)
			c.places = append(c.places, place{at: c.end + int64(from), n: len(add) - from})
		}
	}
	if len(add) == 0 {
		return c, nil
	}
	if c.end < c.size { // what a crash has left of a document
		if err := file.Truncate(c.end); err != nil {
			return c, err
		}
	}
	_, err := file.WriteAt(add, c.end)
	if err == nil {
		err = file.Sync()
	}
	if err != nil { // no space, perhaps: what was written of it must go
		return c, errors.Join(err, file.Truncate(c.end))
	}
	c.end += int64(len(add))
	return c, nil
}

// open opens the file and locks it against other writers. It notes which of the ids it has found. What is damaged is put
// aside before, where it has to be.
func (f File) open(ctx context.Context, create bool, ids map[string]bool) (*os.File, contents, error) {
	for {
		file, err := f.lock(ctx, create)
		if errors.Is(err, folder.ErrNotFile) && f.Mend {
			if err := f.putAside(err); err != nil {
				return nil, contents{}, err
			}
			continue
		}
		if err != nil {
			return nil, contents{}, err
		}
		_ = f.Folder.RemoveUnfinished(f.Name) // what a killed process has left; where it cannot be removed it does no harm
		c, err := f.scan(file, ids)
		if err == nil && (c.damaged == 0 || !f.Mend && len(c.places) > 0) {
			return file, c, nil
		}
		err = f.mend(file, c, err)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, contents{}, fmt.Errorf("open %s: %w", f.path(), err)
		}
	}
}

// lock opens the file and waits until no other writer has it.
func (f File) lock(ctx context.Context, create bool) (*os.File, error) {
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	file, err := f.Folder.OpenLocked(waiting, f.Name, create)
	switch {
	case err == nil:
		return file, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s is in use by another psmonitor: %w", f.path(), ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%s has been locked for %v: look for a psmonitor that hangs (fuser %s shows it)", f.path(), lockWait, f.path())
	}
	return nil, explain(err)
}

// explain says what to do about a file that cannot be opened.
func explain(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: run as the user who made it, or give that user's group the right", err)
	}
	return err
}

// scan looks at all of an open file, and notes which of the ids it has found.
func (f File) scan(file *os.File, ids map[string]bool) (c contents, err error) {
	info, err := file.Stat()
	if err != nil {
		return contents{}, err
	}
	s := newScanner(context.Background(), file, info.Size(), nil) // a writer that has the lock goes on
	invalid := 0
	for {
		p, doc, err := s.nextPlace()
		if err != nil {
			c.damaged, c.end, c.size = s.damaged+invalid, s.end, info.Size()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return c, err
		}
		id, err := ID(doc)
		if f.Mend && (err != nil || Check(doc) != nil) { // no store would take it, and the others would wait behind it
			invalid++
			continue
		}
		if _, p.listed = ids[id]; p.listed {
			ids[id] = true
		}
		c.places = append(c.places, p)
	}
}

// Delete removes the file when no other writer has it. One that is missing is fs.ErrNotExist.
func (f File) Delete(ctx context.Context) error {
	file, err := f.lock(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(f.Folder.Remove(f.Name), f.Folder.Sync(), file.Close())
}

func (f File) path() string { return f.Folder.Path(f.Name) }

func (f File) warn(format string, args ...any) {
	if f.Warn != nil {
		f.Warn(fmt.Sprintf(format, args...))
	}
}
