package agent

import (
	"errors"
	"os"
	"strings"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
)

// askingLocks are the locks of file systems that the sampler's helper queries, in the state folder. A lock is a file
// named after the device number: HOST.0-57.asking. Its time is that at which the query began. The kernel keeps the lock as
// long as a thread of the helper exists.
//
// They do not need the lock of the round, so they also work beside a round that is stuck.
type askingLocks struct {
	agent    Agent
	unlocked map[string]time.Time // devices that are queried without a lock, since when
}

func (l askingLocks) file(device string) string {
	return l.agent.file("." + strings.ReplaceAll(device, ":", "-") + askingLock)
}

// Lock locks a file system. With -print, one is queried even if there is no state folder that can be used: a user who tries
// the program is not root, and has none yet. Then the lock is known to this process only.
func (l askingLocks) Lock(device string) (file *os.File, since time.Time, err error) {
	if since, asked := l.unlocked[device]; asked {
		return nil, since, sampler.ErrHeld
	}
	file, since, err = l.lock(device)
	if l.agent.Print != nil && err != nil && !errors.Is(err, sampler.ErrHeld) {
		l.unlocked[device] = since
		return nil, since, nil
	}
	return file, since, err
}

func (l askingLocks) lock(device string) (file *os.File, since time.Time, err error) {
	since = l.agent.Now()
	f, err := folder.Open(l.agent.State, folder.Options{Mode: 0o600})
	if err != nil {
		return nil, since, err
	}
	defer f.Close()
	name := l.file(device)
	file, err = f.TryLockFile(name)
	if errors.Is(err, folder.ErrLocked) {
		if info, err := f.Lstat(name); err == nil {
			since = info.ModTime()
		}
		return nil, since, sampler.ErrHeld
	}
	if err == nil {
		err = f.Touch(name, since) // a round that was killed has left the file
	}
	if err != nil && file != nil {
		err = errors.Join(err, file.Close())
		file = nil
	}
	return file, since, err
}

// Unlock removes a lock's file and closes it.
func (l askingLocks) Unlock(device string, file *os.File) {
	delete(l.unlocked, device)
	if file == nil {
		return
	}
	if f, err := folder.Open(l.agent.State, folder.Options{Mode: 0o600}); err == nil {
		_ = f.Remove(l.file(device)) // else the next round does it
		_ = f.Close()
	}
	_ = file.Close() // nothing was written
}

// removeAskingLocks removes the files of locks that nobody holds: their helpers have ended since.
func (r *round) removeAskingLocks() error {
	names, err := r.folder.Names()
	for _, name := range names {
		rest, ours := strings.CutPrefix(name, r.file("."))
		device, locks := strings.CutSuffix(rest, askingLock)
		if !ours || !locks || strings.Trim(device, "0123456789-") != "" {
			continue
		}
		if file, err := r.folder.TryLockFile(name); err == nil {
			_ = r.folder.Remove(name) // else the next round does it
			_ = file.Close()
		}
	}
	return err
}
