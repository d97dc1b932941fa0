package bsonfile

import (
	"errors"
	"fmt"
	"io/fs"

	"psmonitor/internal/folder"
)

// ErrDamaged means that a file does not have the contents that WriteSealed wrote.
var ErrDamaged = errors.New("damaged")

// ReadSealed returns the document that WriteSealed wrote: nil, if there is no file. The seal detects damage that leaves a
// valid document, such as a flipped bit in a number.
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
		return nil, fmt.Errorf("%s: %w", f.Path(name), ErrDamaged)
	}
	return doc, nil
}

// WriteSealed makes one document, with a seal, the contents of a file.
func WriteSealed(f *folder.Folder, name string, doc []byte) error {
	return f.Replace(name, Seal(nil, doc))
}
