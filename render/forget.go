package render

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// lockPoll is how often a folder in use is tried again.
const lockPoll = 50 * time.Millisecond

// OpenToForget locks a site for Forget alone, and waits while another process renders. Unlike Open it makes nothing:
// without the folder it returns nil and no error.
func OpenToForget(ctx context.Context, dir string, warn func(message string)) (*Site, error) {
	for {
		s, err := openToForget(dir, warn)
		if busy := (BusyError{}); !errors.As(err, &busy) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w: try again when it is done", dir, err)
		case <-time.After(lockPoll):
		}
	}
}

func openToForget(dir string, warn func(message string)) (*Site, error) {
	root, err := openOutput(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &Site{root: root}
	if err := s.claim(dir, warn); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Forget removes the pages of a host, and the host from the manifest. It reports whether there were any. The pages of
// all hosts go without it from the next render on.
func (s *Site) Forget(host string) (had bool, err error) {
	if s.made.Hosts[host] == nil {
		return false, nil
	}
	s.made.Done = false // the pages of all hosts still have it
	if err := s.made.removeHosts(s.root, []string{host}); err != nil {
		return true, err
	}
	return true, s.made.write(s.root)
}
