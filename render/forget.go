package render

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"psmonitor/internal/folder"
)

// Forget removes the pages of a host from the site in a folder, and reports whether there were any. It waits while another
// process renders, and calls drop before: a render that has read the host already would make its pages again. The pages of
// several hosts show the host until the next render. Without the folder it only calls drop.
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
	if s.made, err = readManifest(s.root, log); err != nil {
		return false, err
	}
	if err := drop(); err != nil {
		return false, err
	}
	if _, had = s.made.Hosts[host]; !had {
		return false, nil
	}
	if err := s.removeHost(host); err != nil {
		return true, err
	}
	delete(s.made.Hosts, host)
	s.made.Files[indexName] = mark{} // it still shows the host
	return true, s.made.write(s.root)
}
