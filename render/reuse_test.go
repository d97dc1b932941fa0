package render

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// TestPagesDoNotDependOnPreviousHosts makes a site as the command does, with decoders and scratch memory that go from host
// to host, and compares it with one that is made in a simpler way: each document by the driver, and each host by a decoder
// and with scratch memory of its own.
func TestPagesDoNotDependOnPreviousHosts(t *testing.T) {
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := variedFleet(t)
	names := slices.Sorted(maps.Keys(fleet))
	var hosts []*report.Host
	for _, name := range names {
		hosts = append(hosts, plainReport(t, layout, name, fleet[name]))
	}
	checkVariety(t, hosts)
	want := siteOfSingleHosts(t, hosts)
	for _, jobs := range []int{1, 4} {
		compareSites(t, want, siteByWorkers(t, layout, fleet, names, jobs))
	}
}

// siteOfSingleHosts returns the files of a site whose pages of hosts are each made with memory of their own.
func siteOfSingleHosts(t *testing.T, hosts []*report.Host) map[string]string {
	t.Helper()
	dir := seeded(t)
	alone := map[string]string{}
	for _, h := range hosts {
		build(t, dir, noon, h)
		for _, name := range []string{pageOf(h.Name), articleOf(h.Name)} {
			contents, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			alone[name] = string(contents)
		}
	}
	build(t, dir, noon, hosts...)
	files := pages(t, dir)
	maps.Copy(files, alone)
	return files
}

// checkVariety checks that the hosts cover what they are made for.
func checkVariety(t *testing.T, hosts []*report.Host) {
	t.Helper()
	found := map[string]bool{}
	for _, h := range hosts {
		for what, is := range map[string]bool{
			"a gap": len(h.Gaps) > 0, "a reboot": len(h.Reboots) > 0, "a note": len(h.Notes) > 0, "a forecast": len(h.Forecasts) > 0,
			"no sample": len(h.Times) == 0, "one sample": len(h.Times) == 1, "a full window": len(h.Times) == report.Window,
			"a hostile name": h.Server == hostile, "30 mounts": slices.ContainsFunc(h.Charts, func(c report.Chart) bool {
				return c.ID == "disks" && len(c.Series) >= 30
			}),
		} {
			found[what] = found[what] || is
		}
	}
	for what, is := range found {
		if !is {
			t.Errorf("no host has %s", what)
		}
	}
}

// siteByWorkers returns the files of a site that so many goroutines make, each with one decoder for all its hosts.
func siteByWorkers(t *testing.T, layout *report.Layout, fleet documents, names []string, jobs int) map[string]string {
	t.Helper()
	dir := seeded(t)
	source := Fleet{Hosts: names, Stamp: fleetOf().Stamp}
	source.NewReader = func() Reader {
		d := report.NewDecoder(layout, report.Window)
		return readFunc(func(_ context.Context, name string) (*report.Host, int, error) {
			d.Reset()
			for _, doc := range fleet[name] {
				if err := d.Add(doc); err != nil {
					return nil, 0, err
				}
			}
			return d.Host(name, noon, metric.DefaultThresholds()), len(fleet[name]), nil
		})
	}
	if _, err := update1(t, dir, source, noon, func(o *Options) { o.Jobs = jobs }); err != nil {
		t.Fatal(err)
	}
	return pages(t, dir)
}

// compareSites reports for each file that differs where it begins to.
func compareSites(t *testing.T, want, got map[string]string) {
	t.Helper()
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		want, got := want[name], got[name]
		if want == got {
			continue
		}
		at := 0
		for at < min(len(want), len(got)) && want[at] == got[at] {
			at++
		}
		from := max(0, at-100)
		t.Errorf("%s, from byte %d on:\nalone         %q\nafter others  %q", name, from, excerpt(want, from), excerpt(got, from))
	}
}

func excerpt(text string, from int) string {
	return strings.ToValidUTF8(text[min(from, len(text)):min(from+200, len(text))], "?")
}
