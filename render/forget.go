package render

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"psmonitor/internal/folder"
)

// Forget removes the pages of a host from the site in a folder, and reports whether there were any. It waits until no other
// process renders into the folder, and calls drop before it removes the pages, so that no render makes them again. The pages
// of several hosts show the host until the next render. If there is no folder, it only calls drop.
func Forget(ctx context.Context, dir, host string, log *slog.Logger, drop func() error) (had bool, err error) {
	f, err := folder.Open(dir, folderOptions)
	if errors.Is(err, fs.ErrNotExist) {
		return false, drop()
	}
	if err != nil {
		return false, err
	}
	s := &Site{Options: Options{Log: log}, root: &output{Folder: f}}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := checkSite(s.root); err != nil {
		return false, err
	}
	if s.unlock, err = s.root.Lock(ctx, lockName); err != nil {
		return false, fmt.Errorf("wait for the render that is running in %s: %w: try again when it is done", dir, err)
	}
	if s.made, err = openMade(s.root, log); err != nil {
		return false, err
	}
	if err := drop(); err != nil {
		return false, err
	}
	return s.made.forget(host)
}
