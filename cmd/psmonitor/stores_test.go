package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"psmonitor/test/servers"
)

// TestSiteOfAFolderAndADatabase renders a list of both from a configuration. The database is away for an hour and a half, which is
// printed once an hour, and costs the folder's hosts nothing.
func TestSiteOfAFolderAndADatabase(t *testing.T) {
	var away atomic.Bool
	folder, database := fileURL(filepath.Join(t.TempDir(), "store")), servers.Database(t, servers.FerretDB(t))
	through := servers.Proxy(t, database, func(c servers.Command) (a servers.Action) {
		return servers.Action{Cut: away.Load()}
	})
	state, site, file := t.TempDir(), filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "psmonitor.toml")
	if err := os.WriteFile(file, fmt.Appendf(nil, "store = [%q, %q]\n", folder, through+"?serverSelectionTimeoutMS=300"), 0o600); err != nil {
		t.Fatal(err)
	}
	psmonitor(t, "sample", "-store", folder, "-host", "near", "-state", state)
	psmonitor(t, "sample", "-store", database, "-host", "far", "-state", state)
	begin, far := time.Now(), ""
	for _, step := range []struct {
		minute  int
		away    bool
		code    int
		printed bool
	}{{0, false, 0, false}, {5, true, 1, true}, {10, true, 1, false}, {70, true, 1, true}, {95, true, 1, false}, {100, false, 0, false}, {105, true, 1, true}} {
		away.Store(step.away)
		var output strings.Builder
		a := app{getenv: func(string) string { return "" }, stdout: &output, stderr: &output, now: func() time.Time { return begin.Add(time.Duration(step.minute) * time.Minute) }}
		code := run(t.Context(), []string{"render", "-config", file, "-out", site}, a)
		if code != step.code || (output.Len() > 0) != step.printed {
			t.Errorf("minute %d: exit code %d, it prints %q", step.minute, code, &output)
		}
		index, err := os.ReadFile(filepath.Join(site, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(site, "host", "far", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		if far != "" && far != string(page) {
			t.Errorf("minute %d: the page of the host in the database has changed", step.minute)
		}
		far = string(page)
		if strings.Contains(string(index), "cannot be read") != step.away || !strings.Contains(string(index), "host/near/index.html") {
			t.Errorf("minute %d: the overview says that a store is away: %t", step.minute, !step.away)
		}
	}
}
