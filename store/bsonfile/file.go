package bsonfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"psmonitor/internal/folder"
)

// File is a file of documents, the oldest first. Its methods may be called by several goroutines and processes at once.
// The context limits how long they wait for each other. They try once even when it has ended. A disk that does not answer
// cannot be interrupted.
type File struct {
	Folder *folder.Folder // opened with Sync set
	Name   string
	Max    int // documents to keep: when there are an eighth more, the oldest are removed
	// MaxBytes limits the total length of the documents in the same way. 0 is no limit.
	MaxBytes int64
	// Mend is for a queue. When the file is damaged, the next change of it keeps a copy of it under another name and
	// removes the damage. Whatever is under the name and is not a file is renamed. Without Mend, a file without any
	// intact document is renamed, and damage in others stays until the file is next compacted, when a copy is kept as well,
	// except damage of more than maxGap, which is removed as well.
	Mend bool
	// Replaces is for a file in which of several documents with the same _id the last one counts: Append adds a document whose
	// _id the file has if Replaces reports that it takes the place of the last one with that _id. Without Replaces, it is never
	// added.
	Replaces func(doc, old []byte) bool
	// Warn is called with one line that the user should read although nothing failed. It may be nil.
	Warn func(message string)
}

const (
	lockWait = 2 * time.Second // how long a writer waits for another one
	scanTime = 5 * time.Second // that a writer may read at least, even if its context has ended
)

// place is where a document is in a file.
type place struct {
	at      int64
	n       int // bytes
	damaged int // damaged parts of the file before it
	sealed  bool
	listed  bool // its _id is one of those that the caller looks for
	// replaced reports that a later document has the same _id and counts instead; only in a file with Replaces.
	replaced bool
}

func (p place) end() int64 { return p.at + int64(p.n) }

// contents describes the documents of a file.
type contents struct {
	places  []place
	damaged int   // parts of the file
	end     int64 // where the next document is to be appended
	size    int64
	isNew   bool // the file was missing
	// unending reports that the end of the file was not read, because of long damage: what is appended there would not be
	// read either.
	unending bool
	last     lastPlaces
	old      map[string][]byte // the last documents with the ids that the caller looks for; only in a file with Replaces
}

// lastPlaces has, by their ids, the indexes of the last documents in a list of places. nil: of several documents with the same id all
// count.
type lastPlaces map[string]int

// add marks the document before with this id, if there is one, as replaced by the last one of the places.
func (l lastPlaces) add(places []place, id string) {
	if l == nil {
		return
	}
	if i, ok := l[id]; ok {
		places[i].replaced = true
	}
	l[id] = len(places) - 1
}

// current removes the replaced documents from a list, in place.
func current(places []place) []place {
	return slices.DeleteFunc(places, func(p place) bool { return p.replaced })
}

// Append adds documents at the end, each with a seal, and returns when they are on disk. A document is not added if the file
// has one with the same _id, unless Replaces says so. A missing file is created. dropped is how many of the oldest documents have been removed to
// make room. After an error, some of the documents may be on disk and others not.
func (f File) Append(ctx context.Context, docs ...[]byte) (dropped int, err error) {
	if len(docs) == 0 {
		return 0, ctx.Err()
	}
	ids, err := IDs(docs)
	if err != nil {
		return 0, err
	}
	found := notFound(ids)
	file, c, err := f.open(ctx, true, found)
	if err != nil {
		return 0, err
	}
	defer file.Close() // what was written is synced
	c, err = f.append(file, c, docs, ids, found)
	if err == nil && c.isNew {
		if err = f.Folder.Sync(); err != nil { // for example too many open files: the caller will say that they are not here
			err = errors.Join(err, file.Truncate(0), f.Folder.Remove(f.Name))
		}
	}
	if err != nil {
		return 0, fmt.Errorf("append to %s: %w", f.path(), err)
	}
	return f.compact(file, c), nil
}

// notFound returns a map with each id, none of which has been found yet.
func notFound(ids []string) map[string]bool {
	found := make(map[string]bool, len(ids))
	for _, id := range ids {
		found[id] = false
	}
	return found
}

// append writes the documents that were not found or replace those that were, each once, and returns the file's new contents.
func (f File) append(file *os.File, c contents, docs [][]byte, ids []string, found map[string]bool) (contents, error) {
	var add []byte
	for i, id := range ids {
		if found[id] && (f.Replaces == nil || !f.Replaces(docs[i], c.old[id])) {
			continue
		}
		found[id] = true
		from := len(add)
		add = Seal(add, docs[i])
		c.places = append(c.places, place{at: c.end + int64(from), n: len(add) - from})
		if c.last.add(c.places, id); f.Replaces != nil {
			c.old[id] = docs[i]
		}
	}
	if len(add) == 0 {
		return c, nil
	}
	if c.end < c.size { // a crash has left the beginning of a document, or zeros
		if err := file.Truncate(c.end); err != nil {
			return c, err
		}
	}
	_, err := file.WriteAt(add, c.end)
	if err == nil {
		err = file.Sync()
	}
	if err != nil { // for example a full disk: remove what was written
		return c, errors.Join(err, file.Truncate(c.end))
	}
	c.end += int64(len(add))
	return c, nil
}

// open opens the file and locks it against other writers. It sets the ids that it has found to true. It repairs a damaged file
// first where it must.
func (f File) open(ctx context.Context, create bool, ids map[string]bool) (*os.File, contents, error) {
	for {
		file, isNew, err := f.lock(ctx, create)
		if errors.Is(err, folder.ErrNotFile) && f.Mend {
			if err := f.renameDamaged(err); err != nil {
				return nil, contents{}, err
			}
			continue
		}
		if err != nil {
			return nil, contents{}, err
		}
		_ = f.Folder.RemoveUnfinished(f.Name) // left by a killed process; if it cannot be removed, the next Create reports that
		c, err := f.scan(ctx, file, ids)
		c.isNew = isNew
		if err == nil && (c.damaged == 0 || !f.Mend && !c.unending && len(c.places) > 0) {
			return file, c, nil
		}
		err = f.repair(file, c, err)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, contents{}, fmt.Errorf("open %s: %w", f.path(), err)
		}
	}
}

// lock opens the file and waits until no other writer has it. isNew reports that the file was missing and has been
// created.
func (f File) lock(ctx context.Context, create bool) (file *os.File, isNew bool, err error) {
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	file, err = f.Folder.OpenLocked(waiting, f.Name, false)
	if create && errors.Is(err, fs.ErrNotExist) {
		isNew = true
		file, err = f.Folder.OpenLocked(waiting, f.Name, true)
	}
	switch {
	case err == nil:
		return file, isNew, nil
	case ctx.Err() != nil:
		return nil, false, fmt.Errorf("%s is in use by another psmonitor: %w", f.path(), ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return nil, false, fmt.Errorf("%s has been locked for %v: look for a psmonitor that hangs (fuser %s shows it)", f.path(), lockWait, f.path())
	}
	return nil, false, err
}

// scan reads all of an open file, and sets the ids that it has found to true.
func (f File) scan(ctx context.Context, file *os.File, ids map[string]bool) (c contents, err error) {
	info, err := file.Stat()
	if err != nil {
		return contents{}, err
	}
	s := newScanner(patient{ctx, time.Now().Add(scanTime)}, file, info.Size(), nil)
	invalid := 0
	if f.Replaces != nil {
		c.last, c.old = lastPlaces{}, make(map[string][]byte, len(ids))
	}
	for p, doc := range s.documents {
		id, err := ID(doc)
		if f.isUseless(doc, err) {
			invalid++
			continue
		}
		if _, p.listed = ids[id]; p.listed {
			ids[id] = true
			if f.Replaces != nil {
				c.old[id] = Unseal(bytes.Clone(doc))
			}
		}
		c.places = append(c.places, p)
		c.last.add(c.places, id)
	}
	c.damaged, c.end, c.size, c.unending = s.damaged+invalid, s.end, info.Size(), s.unending
	return c, s.err
}

// patient is a context whose Err is nil until then.
type patient struct {
	context.Context
	until time.Time
}

func (p patient) Err() error {
	if time.Now().Before(p.until) {
		return nil
	}
	return p.Context.Err()
}

// isUseless reports whether an intact document of a queue is invalid. No store would accept it, so it would block those behind
// it. idErr is the error of its ID.
func (f File) isUseless(doc []byte, idErr error) bool {
	return f.Mend && (idErr != nil || Check(doc) != nil)
}

// Delete waits until no other writer has the file, and removes it. The error for a missing file is fs.ErrNotExist.
func (f File) Delete(ctx context.Context) error {
	file, _, err := f.lock(ctx, false)
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
