package render

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// TestAFastSiteIsThePlainOne makes a site as the command does, by decoders and desks that go from host to host, and compares
// it with one made in the straight way: each document by the driver, each host by a decoder of its own, each page by
// html/template, fmt and strconv. What is not of one host alone comes from a site with a new desk for each host.
func TestAFastSiteIsThePlainOne(t *testing.T) {
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := variedFleet(t)
	names := slices.Sorted(maps.Keys(fleet))
	var hosts []*report.Host
	for _, name := range names {
		hosts = append(hosts, plainReport(t, layout, name, fleet[name]))
	}
	checkVariety(t, hosts)
	want := plainSite(t, hosts, names)
	for _, jobs := range []int{1, 4} {
		compareSites(t, want, fastSite(t, layout, fleet, names, jobs))
	}
}

func plainSite(t *testing.T, hosts []*report.Host, names []string) map[string]string {
	t.Helper()
	dir := seeded(t)
	s := open(t, dir)
	if err := s.Begin(names); err != nil {
		t.Fatal(err)
	}
	for _, h := range hosts {
		s.desks = sync.Pool{New: s.desks.New}
		if err := s.Host(h, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Finish(names, nil, noon), s.Close()); err != nil {
		t.Fatal(err)
	}
	files := pages(t, dir)
	for _, h := range hosts {
		files[pageOf(h.Name)] = plainHostPage(t, h)
		files[articleOf(h.Name)] = string(new(article).of(h))
	}
	return files
}

// checkVariety makes sure that the hosts are what they are meant to be.
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

// fastSite is a site made by so many goroutines, each with one decoder for all its hosts.
func fastSite(t *testing.T, layout *report.Layout, fleet documents, names []string, jobs int) map[string]string {
	t.Helper()
	dir := seeded(t)
	s := open(t, dir)
	if err := s.Begin(names); err != nil {
		t.Fatal(err)
	}
	todo := make(chan string, len(names))
	for _, name := range slices.Backward(names) {
		todo <- name
	}
	close(todo)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			d := report.NewDecoder(layout, report.Window)
			for name := range todo {
				d.Reset()
				for _, doc := range fleet[name] {
					if err := d.Add(doc); err != nil {
						t.Error(err)
					}
				}
				if err := s.Host(d.Host(name, noon, metric.DefaultThresholds()), ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	if err := errors.Join(s.Finish(names, nil, noon), s.Close()); err != nil {
		t.Fatal(err)
	}
	return pages(t, dir)
}

// compareSites tells of each file that differs where it begins to.
func compareSites(t *testing.T, want, got map[string]string) {
	t.Helper()
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		plain, fast := want[name], got[name]
		if plain == fast {
			continue
		}
		at := 0
		for at < min(len(plain), len(fast)) && plain[at] == fast[at] {
			at++
		}
		from := max(0, at-100)
		t.Errorf("%s, from byte %d on:\nplain %q\nfast  %q", name, from, excerpt(plain, from), excerpt(fast, from))
	}
}

func excerpt(text string, from int) string {
	return strings.ToValidUTF8(text[min(from, len(text)):min(from+200, len(text))], "?")
}
