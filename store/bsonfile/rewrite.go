package bsonfile

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// compact removes the oldest documents if there are too many, and returns how many. That it fails is no error: the
// documents are safe, and the next writer tries again. So it does where the file's owner and group could not be kept.
func (f File) compact(file *os.File, c contents) (dropped int) {
	kept := newest(c.places, f.Max, f.MaxBytes)
	if len(newest(c.places, f.Max+f.Max/8, f.MaxBytes+f.MaxBytes/8)) == len(c.places) {
		return 0
	}
	if err := f.rewrite(file, kept); err != nil {
		if len(c.places) > 2*f.Max {
			f.warn("%s has %d documents, not %d, and grows: %v", f.path(), len(c.places), f.Max, err)
		}
		return 0
	}
	return len(c.places) - len(kept)
}

// newest returns the newest places: max at most, and maxBytes of them at most, but at least the newest one. 0 is no limit.
func newest(places []place, max int, maxBytes int64) []place {
	from, total := len(places), int64(0)
	for from > 0 && (max <= 0 || len(places)-from < max) {
		total += int64(places[from-1].n)
		if maxBytes > 0 && total > maxBytes && from < len(places) {
			break
		}
		from--
	}
	return places[from:]
}

// rewrite replaces the file by one with these of its documents.
func (f File) rewrite(file *os.File, places []place) error {
	n, err := f.Folder.Create(f.Name)
	if err != nil {
		return err
	}
	defer n.Discard()
	if err := n.KeepOwner(); err != nil {
		return err
	}
	if err := copyPlaces(n, file, places); err != nil {
		return fmt.Errorf("write %s: %w", n.Name(), err)
	}
	if err := n.Commit(); err != nil {
		return err
	}
	return f.Folder.Sync()
}

// copyPlaces copies documents. Those without anything in between are copied together.
func copyPlaces(to io.Writer, file io.ReaderAt, places []place) error {
	for len(places) > 0 {
		from, end, n := places[0].at, places[0].end(), 1
		for n < len(places) && places[n].at == end {
			end = places[n].end()
			n++
		}
		if _, err := io.Copy(to, io.NewSectionReader(file, from, end-from)); err != nil {
			return err
		}
		places = places[n:]
	}
	return nil
}

// mend replaces a damaged file by one with its intact documents. The damaged one is kept aside, as a copy, so that at no
// instant there is no file. One without any document is renamed.
func (f File) mend(file *os.File, c contents, scanErr error) error {
	if errors.Is(scanErr, errNoDocument) && !f.Mend {
		return fmt.Errorf("%w: it is not psmonitor's, move it away", scanErr)
	}
	if scanErr != nil && !errors.Is(scanErr, errNoDocument) {
		return scanErr
	}
	if len(c.places) == 0 {
		if scanErr == nil {
			scanErr = errors.New("it has no intact document")
		}
		return f.putAside(scanErr)
	}
	aside, err := f.copyAside(file)
	if err == nil {
		err = f.rewrite(file, c.places)
	}
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	f.warn("%s was damaged: %d documents in it are intact and stay, the damaged file is kept as %s", f.path(), len(c.places), aside)
	return nil
}

// putAside renames what is under the file's name.
func (f File) putAside(why error) error {
	aside, err := f.Folder.Aside(f.Name)
	if err != nil {
		return fmt.Errorf("%w, and it cannot be put aside: %w", why, err)
	}
	f.warn("%s cannot be used (%v): it is kept as %s, and a new one begins", f.path(), why, aside)
	return f.Folder.Sync()
}

// copyAside keeps a copy of the file, and returns its path.
func (f File) copyAside(file *os.File) (path string, err error) {
	name, err := f.Folder.AsideName(f.Name)
	if err != nil {
		return "", err
	}
	n, err := f.Folder.Create(name)
	if err != nil {
		return "", err
	}
	defer n.Discard()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	if _, err := io.Copy(n, file); err != nil {
		return "", err
	}
	return f.Folder.Path(name), n.Commit()
}
