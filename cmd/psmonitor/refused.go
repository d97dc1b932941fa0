package main

import (
	"errors"
	"os"
)

// mostRefused bounds the file of refused documents, in bytes: then it begins anew.
const mostRefused = 16 << 20

// keepRefused adds documents to the file of those that a store has refused: BSON, one after the other, as bsondump and
// psmonitor put read it. After a crash one may be there twice.
func (r *round) keepRefused(docs [][]byte) (err error) {
	f, err := r.folder.OpenFile(r.file(refusedFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() > mostRefused {
		if err := f.Truncate(0); err != nil {
			return err
		}
	}
	for _, doc := range docs {
		if _, err := f.Write(doc); err != nil {
			return err
		}
	}
	return errors.Join(f.Sync(), r.folder.Sync())
}
