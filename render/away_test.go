package render

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"psmonitor/render/report"
)

// buildAway renders the hosts while stores are away.
func buildAway(t *testing.T, dir string, now time.Time, away []string, hosts ...*report.Host) Run {
	t.Helper()
	s := open(t, dir)
	f := fleetOf(hosts...)
	f.Away = away
	run, err := s.Update(t.Context(), f, now)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return run
}

// Hosts of a store that is away keep their pages, however long that lasts, and the overview tells why.
func TestHostsOfAStoreThatIsAwayAreKept(t *testing.T) {
	dir := t.TempDir()
	a, b := host(t, "a", 3, 0, "a", "/var"), host(t, "b", 3, 0, "b", "/var")
	const text = "mongodb://db2/reports cannot be read"
	build(t, dir, noon, a, b)
	page := tree(t, dir)["host/b/index.html"]
	for day := range 3 {
		run := buildAway(t, dir, noon.Add(time.Duration(day)*24*time.Hour), []string{text}, a)
		if run.Rendered != 1 || run.Failed != 1 {
			t.Errorf("day %d: the run is %+v, want one host rendered and one failed", day, run)
		}
		after := tree(t, dir)
		if after["host/b/index.html"] != page {
			t.Fatalf("day %d: the page did not stay as it was", day)
		}
		if n := strings.Count(after[indexName], text); n < 2 || strings.Contains(after[indexName], "no longer in the store") {
			t.Errorf("day %d: the overview says %d times that the store is away, want at its top and in the host's row", day, n)
		}
	}
	build(t, dir, noon.Add(72*time.Hour), a, b)
	if index := tree(t, dir)[indexName]; strings.Contains(index, "cannot be read") {
		t.Error("the overview still says that the store is away")
	}
	build(t, dir, noon.Add(73*time.Hour), a) // the store is there, and without the host
	build(t, dir, noon.Add(75*time.Hour), a)
	if after := tree(t, dir); after["host/b/index.html"] != "" {
		t.Error("the host is not pruned")
	}
}

// A store that is away, and comes back with nothing to show, leaves no word about it.
func TestOverviewAfterAStoreWasAway(t *testing.T) {
	dir := seeded(t)
	f := fleet{"a": {30, 0, "1.a"}}
	const text = "file:///b cannot be read"
	for i, away := range []bool{false, true, true, false} {
		source, _ := f.source(t, noon)
		if away {
			source.Away = []string{text}
		}
		if _, err := update1(t, dir, source, noon, func(o *Options) { o.Basis = "basis" }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(tree(t, dir)[indexName], text); got != away {
			t.Errorf("run %d: the overview says that the store is away: %t", i, got)
		}
	}
}

// A large fleet's overview tells it, too.
func TestLargeOverviewTellsWhichStoreIsAway(t *testing.T) {
	dir := seeded(t)
	f := fleet{}
	for i := range onePage + 1 {
		f[fmt.Sprintf("h%04d", i)] = stamped{1, 0, ""}
	}
	source, _ := f.source(t, noon)
	source.Away = []string{"file:///b cannot be read"}
	if _, err := update1(t, dir, source, noon, func(*Options) {}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(tree(t, dir)[indexName], source.Away[0]) {
		t.Error("the overview does not say which store is away")
	}
}

// A store that no longer answers costs its own hosts only, in whichever order they come.
func TestALostStoreCostsItsHostsOnly(t *testing.T) {
	for name, lost := range map[string]byte{"its hosts come first": 'a', "its hosts come last": 'b'} {
		t.Run(name, func(t *testing.T) {
			f := fleet{}
			for i := range 40 {
				f[fmt.Sprintf("%c%02d", 'a'+i%2, i)] = stamped{2, 0, ""}
			}
			source, _ := f.source(t, noon)
			source.StoreOf = func(host string) string { return "store " + host[:1] }
			read := source.NewReader
			source.NewReader = func() Reader {
				answers := read()
				return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
					if name[0] == lost {
						<-ctx.Done() // the deadline of one host
						return nil, 0, ctx.Err()
					}
					return answers.Read(context.WithoutCancel(ctx), name, report.Predictions{})
				})
			}
			var logged strings.Builder
			run, err := update1(t, seeded(t), source, noon, func(o *Options) {
				o.Jobs, o.Timeout, o.Log = 1, 5*time.Millisecond, slog.New(slog.NewTextHandler(&logged, nil))
			})
			if err != nil || run.Failed != 20 || run.Rendered != 20 {
				t.Errorf("%v, the run is %+v, want 20 hosts failed and 20 rendered", err, run)
			}
			if log := logged.String(); strings.Count(log, "not tried") != 1 || !strings.Contains(log, fmt.Sprintf(`store="store %c"`, lost)) {
				t.Errorf("logged:\n%s", log)
			}
		})
	}
}
