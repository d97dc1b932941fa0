package bsonfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
)

// ErrDamaged means that a file does not have the contents that WriteSealed wrote. ErrOtherVersion means that another version of
// psmonitor wrote them.
var (
	ErrDamaged      = errors.New("damaged")
	ErrOtherVersion = errors.New("written by another version of psmonitor")
)

// SealedVersion is the version of the documents that WriteSealed writes, as they say in their field version. Increase it when
// older programs would misinterpret one.
const SealedVersion = 1

// ReadSealed returns the document that WriteSealed wrote: nil, if there is no file. The seal detects damage that leaves a
// valid document, such as a flipped bit in a number. Before there were seals, the files were JSON.
func ReadSealed(f *folder.Folder, name string) (doc []byte, err error) {
	sealed, err := f.ReadFile(name, int64(maxSealed))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, folder.ErrNotFile), errors.Is(err, folder.ErrTooLarge):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return nil, err
	}
	length := len(sealed)
	if doc = Unseal(sealed); len(doc) == length || Check(doc) != nil {
		if json.Valid(sealed) {
			return nil, fmt.Errorf("%s: %w: it is JSON, as older ones write", f.Path(name), ErrOtherVersion)
		}
		return nil, fmt.Errorf("%s: %w", f.Path(name), ErrDamaged)
	}
	if version, ok := bson.Raw(doc).Lookup("version").AsInt64OK(); ok && version > SealedVersion {
		return nil, fmt.Errorf("%s: %w: it has version %d, and this one knows %d", f.Path(name), ErrOtherVersion, version, SealedVersion)
	}
	return doc, nil
}

// WriteSealed makes one document, with a seal, the contents of a file.
func WriteSealed(f *folder.Folder, name string, doc []byte) error {
	return f.Replace(name, Seal(nil, doc))
}
