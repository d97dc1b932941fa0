package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store/bsonfile"
)

// A host's hours and days are in folders of the store's folder: hours/NAME.bson and days/NAME.bson, in the format of the samples'
// files. Of several documents with the same _id the last one counts. A mongodump folder has no history.

// historyFile returns the file of the host's history for reading. Its folder is nil if there is none.
func (s *fileStore) historyFile(span rollup.Span, host string) (bsonfile.File, error) {
	f, err := s.file(host)
	if err != nil {
		return bsonfile.File{}, err
	}
	has := false
	if f.Folder != nil && !s.isDump {
		has, err = f.Folder.HasFolder(span.Name)
	}
	if !has {
		f.Folder = nil
	}
	f.Name, f.Max, f.Replaces = span.Name+"/"+f.Name, span.Slots, replaces
	return f, err
}

// replaces reports whether a history document takes the place of an older one with the same _id.
func replaces(doc, old []byte) bool {
	now, err := rollup.ReadHead(doc)
	before, oldErr := rollup.ReadHead(old)
	return err == nil && (oldErr != nil || now.Replaces(before))
}

// PutHistory writes the documents and waits until they are on disk.
func (s *fileStore) PutHistory(ctx context.Context, span rollup.Span, host string, docs ...[]byte) error {
	err := checkHistory(span, host, docs)
	if err == nil {
		err = s.putHistory(ctx, span, host, docs)
	}
	if err != nil {
		return fmt.Errorf("store %s of %s: %w", span.Name, host, err)
	}
	return nil
}

func (s *fileStore) putHistory(ctx context.Context, span rollup.Span, host string, docs [][]byte) error {
	if s.o.ReadOnly {
		return errReadOnly
	}
	if err := ctx.Err(); err != nil || len(docs) == 0 {
		return err
	}
	if err := s.refuseDump(); err != nil {
		return err
	}
	sub, err := s.makeHistoryFolder(span)
	if err != nil {
		return err
	}
	defer sub.Close() // nothing is written
	file := bsonfile.File{Folder: sub, Name: metric.FileName(host) + extension, Max: span.Slots, Replaces: replaces, Warn: s.o.Warn}
	_, err = file.Append(ctx, docs...)
	return err
}

// makeHistoryFolder opens the folder of the hosts' hours or days, and creates it if it is missing.
func (s *fileStore) makeHistoryFolder(span rollup.Span) (*folder.Folder, error) {
	f, err := s.makeFolder()
	if err != nil {
		return nil, err
	}
	isNew := !f.Has(span.Name)
	sub, err := f.Sub(span.Name)
	if err == nil && isNew {
		err = f.Sync()
	}
	return sub, err
}

// History reads the host's file.
func (s *fileStore) History(ctx context.Context, span rollup.Span, host string, visit func(doc []byte) error) (damaged int, err error) {
	f, err := s.historyFile(span, host)
	if err != nil || f.Folder == nil {
		return 0, errors.Join(err, ctx.Err())
	}
	return s.read(ctx, f, span.Slots, visit)
}

// HistoryHeads reads all documents: files have no index.
func (s *fileStore) HistoryHeads(ctx context.Context, span rollup.Span, host string) ([]rollup.Head, error) {
	return headsOf(ctx, s, span, host)
}

// HistoryStamp does not open the file.
func (s *fileStore) HistoryStamp(ctx context.Context, span rollup.Span, host string) (string, error) {
	f, err := s.historyFile(span, host)
	if err != nil {
		return "", err
	}
	return s.stamp(ctx, f)
}

// dropHistory removes the files of a host's history, and reports whether there was any.
func dropHistory(ctx context.Context, files []bsonfile.File) (had bool, err error) {
	for _, f := range files {
		if f.Folder == nil {
			continue
		}
		deleted := f.Delete(ctx)
		if had = had || deleted == nil; !errors.Is(deleted, fs.ErrNotExist) {
			err = errors.Join(err, deleted)
		}
	}
	return had, err
}
