package agent

import (
	"errors"
	"fmt"
	"io/fs"

	"psmonitor/internal/folder"
	"psmonitor/store/bsonfile"
)

// maxSealed is the most that is read of a file with one document, in bytes. A machine with ten thousand devices leaves 5 MB.
const maxSealed = 16 << 20

// errDamaged means that a file does not have the contents that were written.
var errDamaged = errors.New("damaged")

// readSealed returns the document that writeSealed wrote: nil, if there is no file. The seal detects
// damage that leaves a valid document, such as a flipped bit in a number.
func readSealed(f *folder.Folder, name string) (doc []byte, err error) {
	sealed, err := f.ReadFile(name, maxSealed)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, folder.ErrNotFile), errors.Is(err, folder.ErrTooLarge):
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	case err != nil:
		return nil, err
	}
	length := len(sealed)
	if doc = bsonfile.Unseal(sealed); len(doc) == length || bsonfile.Check(doc) != nil {
		return nil, fmt.Errorf("%s: %w", f.Path(name), errDamaged)
	}
	return doc, nil
}

// writeSealed replaces a file by one document.
func writeSealed(f *folder.Folder, name string, doc []byte) error {
	return f.Replace(name, bsonfile.Seal(nil, doc))
}
