package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/rollup"
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

// TestHistoryIsSentBySSH sends hours and days, which arrive in the history of the machine with the store.
func TestHistoryIsSentBySSH(t *testing.T) {
	storeURL := farFolder(t)
	far, err := Open(t.Context(), storeURL, Options{Max: 10})
	if err != nil {
		t.Fatal(err)
	}
	mustPutHistory(t, far, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 12), historyAt(t, rollup.Hours, host, someHour.Add(time.Hour), 3))
	mustPutHistory(t, far, rollup.Days, host, historyAt(t, rollup.Days, host, someDay, 100))
	near := opened(t, nearURL(t, storeURL), Options{ReadOnly: true})
	wantCovered(t, near, rollup.Hours, host, "11-20 07h: 12", "11-20 08h: 3")
	wantCovered(t, near, rollup.Days, host, "11-20 00h: 100")
	if _, err := far.HistoryHeads(t.Context(), rollup.Hours, host); err == nil || !strings.Contains(err.Error(), "ssh stores can only be written") {
		t.Errorf("read through ssh: %v", err)
	}
}
