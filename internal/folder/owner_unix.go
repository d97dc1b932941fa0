//go:build unix

package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// owner is the user and the group that a file belongs to.
type owner struct{ uid, gid uint32 }

func ownerOf(info fs.FileInfo) (o owner, known bool) {
	if info == nil {
		return o, false
	}
	stat, known := info.Sys().(*syscall.Stat_t)
	if known {
		o = owner{stat.Uid, stat.Gid}
	}
	return o, known
}

// heir returns a folder if root creates files in it for its owner. Otherwise a command that was run once as root would leave
// files that the next run, as the folder's owner, cannot use. It returns nil for other users, and for root's own folders.
func heir(folder fs.FileInfo) fs.FileInfo {
	if o, known := ownerOf(folder); known && o.uid != 0 && os.Geteuid() == 0 {
		return folder
	}
	return nil
}

// give gives a new file or folder to the owner of a folder, unless that is nil. Errors are ignored: some file systems have no
// owners, and this process can use the file.
func give(created *os.File, to fs.FileInfo) {
	if o, known := ownerOf(to); known {
		_ = created.Chown(int(o.uid), int(o.gid))
	}
}

// withAdvice adds to an error about permissions whom the path belongs to, and what to do. folder is the folder of psmonitor
// that the path is in, or the path itself.
func withAdvice(err error, folder, path string) error {
	if !errors.Is(err, fs.ErrPermission) || os.Geteuid() == 0 {
		return err
	}
	for _, p := range []*string{&folder, &path} {
		if abs, err := filepath.Abs(*p); err == nil {
			*p = abs
		}
	}
	if text := advice(uint32(os.Geteuid()), folder, path); text != "" {
		return fmt.Errorf("%w: %s", err, text)
	}
	return err
}

// advice returns whom a path belongs to that a user was not permitted to use, and what to do. It returns "" if the user owns
// the path and the folder.
func advice(uid uint32, folder, path string) string {
	for _, p := range []string{path, folder} {
		found, info, below := nearest(p)
		if o, known := ownerOf(info); known && o.uid != uid {
			return fmt.Sprintf("%s belongs to %s, and this runs as %s: %s", found, userName(o.uid), userName(uid), o.advice(uid, folder, found, below))
		}
	}
	return ""
}

// ownFolder is how many slashes the path of a folder has at least that advice gives away with everything in it. A configuration
// may name /etc, /root or /var/lib by mistake.
const ownFolder = 3

// advice returns what to do about found, which has this owner. below is why what is below found cannot be looked at.
func (o owner) advice(uid uint32, folder, found string, below error) string {
	switch isAbove := len(found) < len(folder); {
	case o.uid != 0:
		return fmt.Sprintf("run it as %s, or, to read only, as a member of the group %s", userName(o.uid), groupName(o.gid))
	case isAbove && errors.Is(below, fs.ErrNotExist):
		return fmt.Sprintf("run as root: install -d -o %s %s", userName(uid), quoted(folder))
	case isAbove:
		folder = found
	}
	if strings.Count(folder, "/") < ownFolder {
		return "name another folder"
	}
	return fmt.Sprintf("run as root: chown -R %s %s", userName(uid), quoted(folder))
}

// nearest returns a path that can be looked at: the given one, or the closest folder above it. below is the error for the path
// below the returned one.
func nearest(path string) (found string, info fs.FileInfo, below error) {
	for found = path; ; found = filepath.Dir(found) {
		info, err := os.Stat(found)
		if err == nil || found == filepath.Dir(found) {
			return found, info, below
		}
		below = err
	}
}

// quoted returns the path as one word of a shell.
func quoted(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

func userName(id uint32) string {
	text := strconv.FormatUint(uint64(id), 10)
	if u, err := user.LookupId(text); err == nil {
		return u.Username
	}
	return text
}

func groupName(id uint32) string {
	text := strconv.FormatUint(uint64(id), 10)
	if g, err := user.LookupGroupId(text); err == nil {
		return g.Name
	}
	return text
}
