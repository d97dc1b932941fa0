//go:build unix

package folder

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAdvice asks for a user who owns nothing here.
func TestAdvice(t *testing.T) {
	mine := t.TempDir()
	file := filepath.Join(mine, "file")
	write(t, file, "")
	me, other := uint32(os.Geteuid()), uint32(54321)
	advised := "run it as " + userName(me) + ", or, to read only, as a member of the group " + groupName(uint32(os.Getegid()))
	if me == 0 {
		advised = "run as root: chown -R 54321 " + mine
	}
	cases := []struct {
		uid          uint32
		folder, path string
		want         string
	}{
		{other, mine, file, file + " belongs to " + userName(me) + ", and this runs as 54321: " + advised},
		{other, "/usr/share/is missing/x", "/usr/share/is missing/x",
			"/usr/share belongs to root, and this runs as 54321: run as root: install -d -o 54321 '/usr/share/is missing/x'"},
		{other, "/etc", "/etc/is missing", "/etc belongs to root, and this runs as 54321: name another folder"},
		{me, mine, file, ""},
	}
	for _, c := range cases {
		if got := advice(c.uid, c.folder, c.path); got != c.want {
			t.Errorf("%d in %s: got %q, want %q", c.uid, c.path, got, c.want)
		}
	}
}

// TestRootCreatesForTheOwner has root work in the folder of another user. Other users cannot give files away: for them the
// folder is their own.
func TestRootCreatesForTheOwner(t *testing.T) {
	dir := t.TempDir()
	uid, gid := os.Geteuid(), os.Getegid()
	if uid == 0 {
		uid, gid = 12345, 23456
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	f, err := Make(filepath.Join(dir, "above", "folder"), Options{Mode: 0o640})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Replace("replaced", []byte("contents")); err != nil {
		t.Fatal(err)
	}
	sub, err := f.Sub("a/b")
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	unlock, err := sub.TryLock("lock")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	seen := 0
	err = filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		seen++
		if is := info.Sys().(*syscall.Stat_t); int(is.Uid) != uid || int(is.Gid) != gid {
			t.Errorf("%s belongs to %d:%d, want %d:%d", path, is.Uid, is.Gid, uid, gid)
		}
		return nil
	})
	if err != nil || seen != 7 {
		t.Errorf("seen %d files and folders, %v; want 7", seen, err)
	}
}
