package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"psmonitor/internal/folder"
	"psmonitor/internal/rollup"
	"psmonitor/store/bsonfile"
)

// errReadOnly is a store that is open for reading.
var errReadOnly = errors.New("the store is open for reading only")

// Append writes the documents and waits until they are on disk.
func (s *fileStore) Append(ctx context.Context, host string, docs ...[]byte) error {
	f, err := s.file(host)
	if err != nil {
		return err
	}
	if err := s.append(ctx, f, docs); err != nil {
		return fmt.Errorf("append to %s: %w", host, err)
	}
	return nil
}

func (s *fileStore) append(ctx context.Context, f bsonfile.File, docs [][]byte) (err error) {
	if s.o.ReadOnly {
		return errReadOnly
	}
	if err := ctx.Err(); err != nil || len(docs) == 0 {
		return err
	}
	if err := s.refuseDump(); err != nil {
		return err
	}
	if f.Folder, err = s.makeFolder(); err != nil {
		return err
	}
	_, err = f.Append(ctx, docs...)
	return err
}

// makeFolder returns the store's folder, and creates it if it is missing.
func (s *fileStore) makeFolder() (*folder.Folder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder != nil {
		return s.folder, nil
	}
	made, err := folder.Make(s.path, folderOptions)
	s.folder = made
	return made, err
}

// refuseDump returns an error if mongodump has made the folder.
func (s *fileStore) refuseDump() error {
	if !s.isDump {
		return nil
	}
	return fmt.Errorf("%s was made by mongodump and can only be read: use another store (psmonitor put -host NAME < NAME.bson copies "+
		"samples into it)", s.path)
}

// Drop removes the host's files when no writer has them, even if they are damaged. The history goes last: samples that are stored
// meanwhile would make it anew.
func (s *fileStore) Drop(ctx context.Context, host string) error {
	f, err := s.file(host)
	if err != nil {
		return err
	}
	switch {
	case s.o.ReadOnly:
		err = errReadOnly
	case ctx.Err() != nil:
		err = ctx.Err()
	case f.Folder == nil:
		err = fs.ErrNotExist
	default:
		if err = s.refuseDump(); err == nil {
			err = s.drop(ctx, f, host)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w in %s", ErrUnknown, s.path)
	}
	if err != nil {
		return fmt.Errorf("drop %s: %w", host, err)
	}
	return nil
}

func (s *fileStore) drop(ctx context.Context, f bsonfile.File, host string) error {
	hours, err := s.historyFile(rollup.Hours, host)
	days, daysErr := s.historyFile(rollup.Days, host)
	if err = errors.Join(err, daysErr); err != nil {
		return err
	}
	err = f.Delete(ctx)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	hadHistory, historyErr := dropHistory(ctx, []bsonfile.File{hours, days})
	if hadHistory || historyErr != nil {
		return historyErr
	}
	return err
}
