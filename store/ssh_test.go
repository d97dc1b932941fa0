package store

import (
	"context"
	"strings"
	"testing"

	"psmonitor/test/servers"
)

// farFolder returns the ssh:// URL of a folder that is not there yet, on an sshd of its own.
func farFolder(t testing.TB) string {
	return servers.SSHD(t, servers.Program(t), "").URL(t.TempDir() + "/it's $(far) away")
}

// nearURL returns the file:// URL of the folder that an ssh:// URL on loopback names; other URLs as they are.
func nearURL(t testing.TB, storeURL string) string {
	t.Helper()
	if !strings.HasPrefix(storeURL, "ssh://") {
		return storeURL
	}
	u, err := parseSSHURL(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.fileURL()
}

// bothEnds is a store that is written through ssh and read where it is, as a fleet and its renderer do.
type bothEnds struct {
	Store // there
	far   Store
}

func openBothEnds(ctx context.Context, farURL, nearURL string, o Options) (Store, error) {
	near, err := Open(ctx, nearURL, o)
	if err != nil || o.ReadOnly {
		return near, err
	}
	far, err := Open(ctx, farURL, o)
	return bothEnds{near, far}, err
}

func (b bothEnds) Append(ctx context.Context, host string, docs ...[]byte) error {
	return b.far.Append(ctx, host, docs...)
}
