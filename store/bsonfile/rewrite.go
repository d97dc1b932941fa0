package bsonfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// maxKept is how much of a damaged file is kept, in bytes. One with holes may be larger than the disk.
const maxKept = 16 << 20

// compact removes the oldest documents if there are too many, and returns how many. If the file is damaged, a copy of it is
// kept. A failure is not an error: the documents are on disk, and the next writer tries again. It also fails if this user may
// not give the new file the owner and group of the old one.
func (f File) compact(file *os.File, c contents) (dropped int) {
	if len(newest(c.places, f.Max+f.Max/8, f.MaxBytes+f.MaxBytes/8)) == len(c.places) {
		return 0
	}
	kept := newest(current(slices.Clone(c.places)), f.Max, f.MaxBytes)
	rewrite := f.rewrite
	if c.damaged > 0 {
		rewrite = f.mend
	}
	if err := rewrite(file, kept); err != nil {
		if len(newest(c.places, f.Max+f.Max/4, f.MaxBytes+f.MaxBytes/4)) < len(c.places) {
			f.warn("%s has %d documents, not %d, and grows: %v", f.path(), len(c.places), len(kept), err)
		}
		return 0
	}
	return len(c.places) - len(kept)
}

// newest returns the newest places: at most max, which have together at most maxBytes, but at least one. 0 is no limit.
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

// copyPlaces copies documents. Adjacent ones are copied together.
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

// repair replaces a damaged file by one with its intact documents. A file without any document is renamed.
func (f File) repair(file *os.File, c contents, scanErr error) error {
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
		if isFormerSpool(file) {
			scanErr = errors.New("an older version of psmonitor has written it")
		}
		return f.renameDamaged(scanErr)
	}
	if err := f.mend(file, c.places); err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	return nil
}

// isFormerSpool reports whether a file is a spool of the versions before 27 November 2026.
func isFormerSpool(file io.ReaderAt) bool {
	const magic = "psmspl1\n"
	head := make([]byte, len(magic))
	_, err := file.ReadAt(head, 0)
	return err == nil && string(head) == magic
}

// mend replaces a damaged file by one with these of its documents, and keeps a copy of the damaged one under another name. It
// copies because with a rename there would be no file for a moment.
func (f File) mend(file *os.File, places []place) error {
	aside, remark, err := f.copyDamaged(file)
	if err != nil {
		return err
	}
	if err := f.rewrite(file, places); err != nil {
		return errors.Join(err, f.Folder.Remove(aside)) // the damaged file is still there
	}
	f.warn("%s was damaged: %d documents in it are intact and stay, the damaged file is kept as %s%s",
		f.path(), len(places), f.Folder.Path(aside), remark)
	return nil
}

// renameDamaged renames whatever is under the file's name.
func (f File) renameDamaged(why error) error {
	aside, err := f.Folder.Aside(f.Name)
	if err != nil {
		return fmt.Errorf("%w, and it cannot be put aside: %w", why, err)
	}
	f.warn("%s cannot be used (%v): it is kept as %s, and a new one begins", f.path(), why, aside)
	return f.Folder.Sync()
}

// copyDamaged keeps a copy of the file, or of its beginning, and returns its name, with a remark if it is not all.
func (f File) copyDamaged(file *os.File) (name, remark string, err error) {
	if name, err = f.Folder.AsideName(f.Name); err != nil {
		return "", "", err
	}
	n, err := f.Folder.Create(name)
	if err != nil {
		return "", "", err
	}
	defer n.Discard()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", "", err
	}
	copied, err := io.Copy(n, io.LimitReader(file, maxKept))
	if err != nil {
		return "", "", err
	}
	if copied == maxKept {
		remark = " (its first 16 MiB)"
	}
	return name, remark, n.Commit()
}
