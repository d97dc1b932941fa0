package store

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"time"
)

// Append writes the documents in one transaction and waits until they are on disk.
func (s *fileStore) Append(ctx context.Context, host string, docs ...[]byte) error {
	path, err := s.path(host)
	if err != nil {
		return err
	}
	if err := s.append(ctx, path, docs); err != nil {
		return fmt.Errorf("append to %s: %w", host, err)
	}
	return nil
}

func (s *fileStore) append(ctx context.Context, path string, docs [][]byte) error {
	ids, err := documentIDs(docs)
	if err != nil {
		return err
	}
	switch {
	case s.o.ReadOnly:
		return errors.New("the store is open for reading only")
	case len(docs) == 0:
		return ctx.Err()
	}
	release, err := s.turn(ctx, path)
	if err != nil {
		return err
	}
	defer release()
	if there, err := isThere(path); err != nil {
		return err
	} else if !there {
		s.swept.Do(func() { sweep(s.folder, s.now()) })
		if err := createFile(ctx, path); err != nil {
			return err
		}
	}
	until := time.Now().Add(lockWait) // for others only: making the file has taken a time of its own
	// Looked at before it is opened for writing, as bbolt then acts on the list of free pages right away.
	err = withFile(ctx, path, until, false, func(a *access) error {
		_, err := a.check()
		return err
	})
	if err != nil {
		return err
	}
	return withFile(ctx, path, until, true, func(a *access) error { return a.append(docs, ids, s.o.Max) })
}

// check looks at all of a file that somebody is about to write, but for the documents themselves.
func (a *access) check() (documents, error) {
	var p pages
	if err := a.begin(&p); err != nil {
		return documents{}, err
	}
	d, err := p.documents()
	if err != nil {
		return documents{}, err
	}
	if err := p.fitForWriting(); err != nil {
		return documents{}, damaged(a.path, err)
	}
	return d, nil
}

// turn waits until no other goroutine of this process writes the file: the file's lock is polled, and so unfair to
// those who wait while another one writes again and again. Files share a few turns, so that ten thousand hosts leave
// nothing behind: that two files are in each other's way costs a moment, and happens seldom.
func (s *fileStore) turn(ctx context.Context, path string) (release func(), err error) {
	room := s.turns[crc32.Checksum([]byte(path), castagnoli)%uint32(len(s.turns))]
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// append adds the documents whose ids are not stored yet, and removes the oldest beyond limit. All that is kept is read
// for that, as a reader would: 576 documents take about a tenth of a millisecond, an index would be three more pages to
// write, and so nothing is ever added to a file that is damaged.
func (a *access) append(docs [][]byte, ids []string, limit int) error {
	kept, err := a.check()
	if err != nil {
		return err
	}
	fresh, err := kept.fresh(docs, ids)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if len(fresh) > limit {
		fresh = fresh[len(fresh)-limit:]
	}
	if kept.last > lastNumber-uint64(len(fresh)) {
		return damaged(a.path, errors.New("no number is left for the next document"))
	}
	samples := a.tx.Bucket(samplesBucket)
	samples.FillPercent = 1 // keys only grow: no page is ever split to make room in the middle
	last := kept.last
	for _, doc := range fresh {
		last++
		k := key(last)
		if err := samples.Put(k, seal(k, doc)); err != nil {
			return err
		}
	}
	for first := kept.first; last-first+1 > uint64(limit); first++ {
		if err := samples.Delete(key(first)); err != nil {
			return err
		}
	}
	if err := samples.SetSequence(last); err != nil {
		return err
	}
	return a.tx.Commit()
}

// fresh returns the documents whose ids are not among the stored ones, each once.
func (d documents) fresh(docs [][]byte, ids []string) ([][]byte, error) {
	wanted, there := make(map[string]bool, len(ids)), make(map[string]bool)
	for _, id := range ids {
		wanted[id] = true
	}
	err := d.each(d.first, func(doc []byte) error {
		id, err := documentID(doc)
		if err != nil {
			return damaged(d.path, err)
		}
		if wanted[id] {
			there[id] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	fresh, _ := without(there, docs, ids)
	return fresh, nil
}
