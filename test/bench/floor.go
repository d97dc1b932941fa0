//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/store"
)

// This file is the lower bound: the work that no implementation can avoid. Each host's file is read whole by os.ReadFile, or
// its documents are read from MongoDB by package store, and nothing is decoded. As many bytes as render wrote for the host
// are written to files of the same names, each beside and renamed. As many hosts are worked on at a time as by render.

// sizes are the lengths of a host's files.
type sizes struct {
	host          string
	page, article int
}

var pageNames = [...]string{"data.json", "index.html"}

// writeSizes notes what the site has of each host, one a line.
func writeSizes(file, site string, hosts []string) error {
	var b strings.Builder
	for _, host := range hosts {
		fmt.Fprint(&b, host)
		for _, name := range pageNames {
			info, err := os.Stat(filepath.Join(site, "host", metric.FileName(host), name))
			if err != nil {
				return err
			}
			fmt.Fprint(&b, " ", info.Size())
		}
		b.WriteByte('\n')
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func readSizes(file string) (list []sizes, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var s sizes
		if _, err := fmt.Sscan(lines.Text(), &s.host, &s.article, &s.page); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		list = append(list, s)
	}
	return list, lines.Err()
}

// floor is the whole program under that name.
func floor(ctx context.Context, storeURL, out, file string) error {
	list, err := readSizes(file)
	if err != nil {
		return err
	}
	read, done, err := reading(ctx, storeURL)
	if err != nil {
		return err
	}
	defer done()
	jobs := runtime.GOMAXPROCS(0)
	largest := 0
	for _, s := range list {
		largest = max(largest, s.page, s.article)
	}
	contents := []byte(strings.Repeat("0123456789abcde\n", largest/16+1))
	return each(list, jobs, func(s sizes) error {
		if err := read(s.host); err != nil {
			return err
		}
		folder := filepath.Join(out, "host", metric.FileName(s.host))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		for i, size := range [...]int{s.article, s.page} {
			name := filepath.Join(folder, pageNames[i])
			if err := os.WriteFile(name+".tmp", contents[:size], 0o644); err != nil {
				return err
			}
			if err := os.Rename(name+".tmp", name); err != nil {
				return err
			}
		}
		return nil
	})
}

// reading returns how a host's documents are read from a store.
func reading(ctx context.Context, storeURL string) (read func(host string) error, done func(), err error) {
	if folder, files := strings.CutPrefix(storeURL, "file://"); files {
		return func(host string) error {
			_, err := os.ReadFile(filepath.Join(folder, metric.FileName(host)+".bson"))
			return err
		}, func() {}, nil
	}
	st, err := store.Open(ctx, storeURL, store.Options{Max: report.Window, ReadOnly: true, Jobs: runtime.GOMAXPROCS(0)})
	if err != nil {
		return nil, nil, err
	}
	read = func(host string) error {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_, err := st.Newest(ctx, host, report.Window, func([]byte) error { return nil })
		return err
	}
	return read, func() { st.Close(ctx) }, nil
}

// each calls work for all of a list, some at the same time, and returns the first error.
func each[T any](list []T, jobs int, work func(T) error) error {
	todo := make(chan T)
	failed := make(chan error, jobs)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			var err error
			for item := range todo { // to the end, or the sender would block
				if err == nil {
					err = work(item)
				}
			}
			failed <- err
		})
	}
	for _, item := range list {
		todo <- item
	}
	close(todo)
	workers.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
