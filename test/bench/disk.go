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

// bytesPerHost is the disk space of a host: its file in the store, and its pages, once from render and once from the floor.
// spareBytes must stay free.
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

// quietTimeout is how long waitQuiet waits at most.
const quietTimeout = time.Minute

// waitQuiet waits until no file of the store was changed for 2.2 s, because younger time stamps do not count (store.Stamp: 2 s).
// Then it flushes the disk cache, so that earlier writes do not slow down what is measured.
func waitQuiet(ctx context.Context, store string) error {
	const age = 2200 * time.Millisecond
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for until := time.Now().Add(quietTimeout); ; {
		newest, err := newestChange(store)
		switch {
		case err != nil:
			return err
		case time.Since(newest) > age:
			syscall.Sync()
			return nil
		case time.Now().After(until):
			return errors.New("the store keeps changing: does another program write to it?")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// newestChange returns the newest modification time of the folder's files.
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

// truncateFiles empties the files of a folder. It does not remove them, because ext4 creates files more slowly after many
// were removed.
func truncateFiles(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		return os.Truncate(path, 0)
	})
}
