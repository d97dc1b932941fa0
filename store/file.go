package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/store/bsonfile"
)

// fileStore keeps one file of documents a host in a folder of a local disk. A file is opened for one call and closed before
// the call returns. Readers take no locks.
//
// The context bounds the waiting for locks. A disk that does not answer cannot be interrupted.
type fileStore struct {
	path   string // of the folder
	o      Options
	isDump bool // the folder is one that mongodump has made
	now    func() time.Time

	mu     sync.Mutex
	folder *folder.Folder // nil until there is one

	readers chan *bsonfile.Reader // unused ones
}

// maxReaders is how many readers, with the memory of a file each, a store keeps for the next files. A sync.Pool would lose
// them at each garbage collection.
const maxReaders = 4

// openFiles opens the folder that the URL names. That it is missing is an error for readers only: writers make it with the
// first document.
func openFiles(_ context.Context, storeURL string, o Options) (Store, error) {
	path, err := pathOfURL(storeURL)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", Redact(storeURL), err)
	}
	if o.Max < 1 && !o.ReadOnly {
		return nil, fmt.Errorf("store %s: a collection has to keep at least one document, not %d", Redact(storeURL), o.Max)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("store %s is a file: name a folder", path)
	}
	s := &fileStore{path: path, o: o, now: time.Now, readers: make(chan *bsonfile.Reader, maxReaders)}
	f, err := s.open()
	switch {
	case err != nil:
		return nil, fmt.Errorf("open store: %w", err)
	case f == nil && o.ReadOnly:
		return nil, fmt.Errorf("store %s does not exist: run psmonitor sample first, or name another with -store", path)
	case f == nil:
		return s, nil
	}
	if s.isDump, err = isDump(f); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), f.Close())
	}
	return s, nil
}

// open returns the folder, or nil if there is none yet.
func (s *fileStore) open() (*folder.Folder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder != nil {
		return s.folder, nil
	}
	f, err := folder.Open(s.path, folderOptions)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	s.folder = f
	return f, err
}

// folderOptions let the owner write, and users in the folder's group, such as a renderer's, read.
var folderOptions = folder.Options{Mode: 0o640, Sync: true}

// Close closes the folder.
func (s *fileStore) Close(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == nil {
		return nil
	}
	return s.folder.Close()
}

// file returns the host's file. Its folder is nil if there is none.
func (s *fileStore) file(host string) (bsonfile.File, error) {
	if err := metric.CheckHost(host); err != nil {
		return bsonfile.File{}, err
	}
	f, err := s.open()
	return bsonfile.File{Folder: f, Name: s.fileName(host), Max: s.o.Max, Warn: s.o.Warn}, err
}

// Newest reads the newest documents out of the host's file.
func (s *fileStore) Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error) {
	f, err := s.file(host)
	if err != nil || f.Folder == nil {
		return 0, errors.Join(err, ctx.Err())
	}
	return s.read(ctx, f, n, visit)
}

// read reads the newest documents of a file.
func (s *fileStore) read(ctx context.Context, f bsonfile.File, n int, visit func(doc []byte) error) (damaged int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	r := new(bsonfile.Reader)
	select {
	case r = <-s.readers:
	default:
	}
	defer func() {
		select {
		case s.readers <- r:
		default:
		}
	}()
	return r.Newest(ctx, f, n, metric.MaxDocument, visit)
}

// Stamp does not open the file.
func (s *fileStore) Stamp(ctx context.Context, host string) (string, error) {
	f, err := s.file(host)
	if err != nil {
		return "", err
	}
	return s.stamp(ctx, f)
}

// stamp returns the stamp of a file.
func (s *fileStore) stamp(ctx context.Context, f bsonfile.File) (string, error) {
	if err := ctx.Err(); err != nil || f.Folder == nil {
		return "", err
	}
	stamp, err := f.Stamp(s.now())
	if err != nil {
		return "", fmt.Errorf("stamp of %s: %w", f.Name, err)
	}
	return stamp, nil
}
