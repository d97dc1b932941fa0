package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"psmonitor/internal/metric"
)

// extension ends the name of each host's file.
const extension = ".db"

// The permissions let a renderer that is in the folder's group read, and nobody else.
const (
	fileMode   fs.FileMode = 0o640
	folderMode fs.FileMode = 0o750
)

// fileStore keeps one bbolt file a host in a folder of a local disk: bbolt locks with flock and reads by mmap, which
// network file systems do not do faithfully. A file is opened for one call and closed before the call returns, so that
// readers and writers of other processes wait for nothing but the work itself.
//
// The context bounds the waiting for locks. A disk that does not answer cannot be interrupted.
type fileStore struct {
	folder string
	o      Options
	now    func() time.Time
	swept  sync.Once
	turns  [64]chan struct{} // with room for the one goroutine that may write; those of a file: turn

	readers chan *reader // those that nobody uses
}

// openFiles opens the folder that the URL names. It looks whether the folder is there only for readers: writers make
// it with the first document.
func openFiles(storeURL string, o Options) (*fileStore, error) {
	folder, err := folderOf(storeURL)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", Redact(storeURL), err)
	}
	if o.Max < 1 && !o.ReadOnly {
		return nil, fmt.Errorf("store %s: a collection has to keep at least one document, not %d", Redact(storeURL), o.Max)
	}
	info, err := os.Stat(folder)
	switch {
	case err == nil && !info.IsDir():
		return nil, fmt.Errorf("store %s is a file: name a folder", folder)
	case err != nil && o.ReadOnly && errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("store %s is not there yet: run psmonitor sample first, or name another with -store", folder)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &fileStore{folder: folder, o: o, now: time.Now, readers: make(chan *reader, keptReaders)}
	for i := range s.turns {
		s.turns[i] = make(chan struct{}, 1)
	}
	return s, nil
}

// folderOf returns the folder that a URL names: file:///var/lib/x, on Windows file:///C:/x.
func folderOf(storeURL string) (string, error) {
	u, err := url.Parse(storeURL)
	switch {
	case err != nil:
		return "", errors.New("not a URL: write % as %25, ? as %3F and # as %23")
	case u.Host != "" && u.Host != "localhost" || u.User != nil:
		return "", errors.New("a file URL has three slashes: file:///path")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("a file URL has no options: write ? as %3F and # as %23")
	case u.Path == "" || strings.ContainsRune(u.Path, 0):
		return "", errors.New("a file URL names a folder: file:///path")
	}
	path := u.Path
	if filepath.VolumeName(path[1:]) != "" { // on Windows only
		path = path[1:]
	}
	return filepath.Clean(filepath.FromSlash(path)), nil
}

// Hosts lists the files whose names metric.FileName makes; others are left alone.
func (s *fileStore) Hosts(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list the hosts of %s: %w", s.folder, err)
	}
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) && !s.o.ReadOnly {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the hosts of store: %w", err)
	}
	var hosts []string
	for _, e := range entries {
		name, found := strings.CutSuffix(e.Name(), extension)
		if host, ok := metric.HostOfFile(name); found && ok {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return hosts, nil
}

// Close has nothing to let go of.
func (s *fileStore) Close(context.Context) error { return nil }

// path returns the host's file.
func (s *fileStore) path(host string) (string, error) {
	if err := metric.CheckHost(host); err != nil {
		return "", err
	}
	return filepath.Join(s.folder, metric.FileName(host)+extension), nil
}

// isThere reports whether there is a file at path that can be opened. A folder, a pipe or a symbolic link is an error:
// opening it would hang, or lead elsewhere.
func isThere(path string) (bool, error) {
	info, err := os.Lstat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return false, plain(path, fmt.Errorf("%s is not a file, but a folder, a pipe or a device: move it away", path))
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return err == nil, err
}
