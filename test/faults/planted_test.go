package faults

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// planted are things that are put into the place of a file or a folder of the program. Opening a pipe waits for ever, and
// reading the device too.
var planted = []struct {
	name string
	make func(p place) error
}{
	{"pipe", func(p place) error { return syscall.Mkfifo(p.path, 0o644) }},
	{"socket", func(p place) error { return syscall.Mknod(p.path, syscall.S_IFSOCK|0o644, 0) }},
	{"device", func(p place) error { return syscall.Mknod(p.path, syscall.S_IFCHR|0o644, 0x0105) }}, // /dev/zero
	{"link", func(p place) error { return os.Symlink(p.target(), p.path) }},
}

// place is a path at which something is planted.
type place struct {
	path   string
	folder bool   // the program has a folder there
	aside  string // where what was there is kept
	others string // a folder of somebody else, which links lead to
}

// target returns what a link leads to: a file or a folder of somebody else, with contents.
func (p place) target() string {
	if p.folder {
		return filepath.Join(p.others, "folder")
	}
	return filepath.Join(p.others, "folder", "machine", "index.html")
}

// plant replaces what is at the place, if there is anything, by the thing of that kind. restore checks that the target of a
// link is as it was; then it puts back what was at the place, unless the program has replaced the thing itself.
// Only root may make device nodes: without that right, made is false and nothing is replaced.
func (p place) plant(t *testing.T, kind int) (restore func(), made bool) {
	t.Helper()
	target := place{folder: false, others: p.others}.target()
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, target, []byte("somebody else's"))
	before := contents(t, p.others)
	if err := os.Rename(p.path, p.aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	err := planted[kind].make(p)
	if made = err == nil; !made && (planted[kind].name != "device" || !errors.Is(err, fs.ErrPermission)) {
		t.Fatal(err)
	}
	thing, _ := os.Lstat(p.path) // nil if nothing was made
	if made {
		suite.counts.add("planted in the place of a file or folder: "+planted[kind].name, 1)
	} else {
		suite.counts.add("not planted, because only root may make it: "+planted[kind].name, 1)
	}
	return func() {
		t.Helper()
		if after := contents(t, p.others); after != before {
			t.Errorf("with a link at %s, its target was changed from %q to %q", p.path, before, after)
		}
		if now, err := os.Lstat(p.path); err == nil && (thing == nil || !os.SameFile(thing, now)) {
			err = os.RemoveAll(p.aside) // the program has put a file of its own there
			if err != nil {
				t.Error(err)
			}
			return
		}
		if err := os.RemoveAll(p.path); err != nil {
			t.Error(err)
		}
		if err := os.Rename(p.aside, p.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}, made
}

// contents returns all names and contents in a folder.
func contents(t *testing.T, dir string) (all string) {
	t.Helper()
	for _, name := range files(t, dir) {
		all += name + "\n"
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			all += string(read(t, name)) + "\n"
		}
	}
	return all
}
