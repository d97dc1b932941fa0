//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// What a host takes on disk: its file in the store, filled at once, and its pages in the site and beside the floor's.
// spareBytes stay free.
const (
	bytesPerHost = 1_250_000 + 2*300_000
	spareBytes   = 2 << 30
)

func freeBytes(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	return int64(s.Bavail) * s.Bsize, nil
}

// restPatience is how long a store may take to come to rest.
const restPatience = time.Minute

// rest waits until every file of a store has been left alone for so long that its times tell something (store.Stamp:
// 2 s), and then has the disk take all that waits to be written, so that none of it falls into what is measured.
func rest(ctx context.Context, store string) error {
	const age = 2200 * time.Millisecond
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for until := time.Now().Add(restPatience); ; {
		newest, err := newestChange(store)
		switch {
		case err != nil:
			return err
		case time.Since(newest) > age:
			syscall.Sync()
			return nil
		case time.Now().After(until):
			return errors.New("the store does not come to rest: does something else write into it?")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// newestChange returns when a file of the folder was changed last.
func newestChange(dir string) (newest time.Time, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return newest, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return newest, err
		}
		if t := info.ModTime(); t.After(newest) {
			newest = t
		}
	}
	return newest, nil
}

// hollow empties the files of a folder and leaves them there: removed, they would make the next files that are made
// dearer, as ext4 passes over the places of files that were removed lately one by one.
func hollow(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		return os.Truncate(path, 0)
	})
}
