package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// compared returns the multiples of a host with one chart of one line.
func compared(name string, c metric.Chart, limit float64, values ...float64) []multiple {
	chart := report.Chart{Chart: c, Max: limit, Series: []report.Series{{Name: name + "'s", Values: values, Stats: report.Stats{Now: values[len(values)-1]}}}}
	h := &report.Host{Charts: []report.Chart{chart}, Cadence: 5 * minute, Extent: report.Interval{From: noonMS - int64(len(values)-1)*5*minute, To: noonMS}}
	for i := range values {
		h.Times = append(h.Times, h.Extent.From+int64(i)*5*minute)
	}
	return multiples(h)
}

func namedRow(name string) *hostRow { return &hostRow{Row: page.Row{Name: name, File: name}} }

func names(c *comparison) (list []string) {
	for _, h := range c.hosts {
		list = append(list, h.name)
	}
	return list
}

func TestHostsAreComparedOnOneScaleWorstFirst(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	defer s.Close()
	plain := metric.Chart{ID: "procs", Title: "Processes", Unit: metric.Count}
	var list comparisons
	for name, values := range map[string][]float64{"a": {5, 10}, "b": {100, 40}, "c": {7, math.NaN()}} {
		list.add(namedRow(name), compared(name, plain, math.NaN(), values...))
	}
	var b bytes.Buffer
	if err := s.comparePage(&b, list[0], 4, list.links(), noon); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a", "c"}, names(list[0])); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	// 100 of b fill the scale; 10 of a, in its own units, are a tenth of it.
	for _, want := range []string{`viewBox="0.0 -200.0 256.0 200.0"`, `viewBox="0.0 -2000.0 256.0 2000.0"`, "1 host has no such chart"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// TestAWrongClockMovesNoOthersPicture compares a host of now with one that is days ahead, and one that fell silent long ago.
func TestAWrongClockMovesNoOthersPicture(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	var list comparisons
	for name, ahead := range map[string]time.Duration{"right": 0, "ahead": 72 * time.Hour, "gone": -72 * time.Hour, "drifts": 5 * time.Minute} {
		m := compared(name, metric.Chart{ID: "procs", Title: "Processes", Unit: metric.Count}, math.NaN(), 5, 7, 8, 9, 10)
		m[0].From += ahead.Milliseconds()
		m[0].To += ahead.Milliseconds()
		row := namedRow(name)
		row.Silent = name == "gone"
		list.add(row, m)
	}
	var b bytes.Buffer
	if err := s.comparePage(&b, list[0], 4, list.links(), noon); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, part := range strings.Split(b.String(), "<figure")[1:] {
		_, name, _ := strings.Cut(part, `aria-label="Processes of `)
		name, _, _ = strings.Cut(name, `"`)
		_, got[name], _ = strings.Cut(part, "<small>")
		got[name], _, _ = strings.Cut(got[name], "</small>")
	}
	want := map[string]string{"right": "", "drifts": "", "ahead": "its clock is ahead", "gone": "no samples in this time"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("said of the hosts (-want +got):\n%s", diff)
	}
	if !strings.Contains(b.String(), "up to <time datetime=\"2026-11-22T12:05:00Z\">") {
		t.Error("the time shown does not end with the newest sample of a clock that is right")
	}
	const hour = 3_600_000
	for ago, want := range map[int64]int64{0: 5 * minute, 1: 72 * hour, 100 * 24: 72 * hour} { // this machine's clock is slow
		if got := list[0].scale(noonMS - ago*hour).To; got != noonMS+want {
			t.Errorf("by a clock that is %d h slow the time shown ends %d min after noon, want %d", ago, (got-noonMS)/minute, want/minute)
		}
	}
}

func TestNegativeValuesAreComparedBelowZero(t *testing.T) {
	var list comparisons
	for name, values := range map[string][]float64{"cold": {-5, -7, -6}, "colder": {-20, -19, -18}} {
		list.add(&hostRow{Row: page.Row{Name: name, File: name}}, compared(name, metric.Chart{ID: "temps", Title: "Temperatures", Unit: metric.Load}, math.NaN(), values...))
	}
	list[0].cut()
	shared := list[0].scale(noonMS)
	picture := string(shared.panels.Append(nil, list[0].hosts[0].Shape, 0, 0))
	if list[0].hosts[0].name != "cold" {
		t.Errorf("%s comes first", list[0].hosts[0].name)
	}
	for _, want := range []string{`y="0%">-20 to 0</text>`, `<path class="c1" d="m`} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in %s", want, picture)
		}
	}
}

func TestSizesAreComparedByTheirLimit(t *testing.T) {
	memory := metric.Chart{ID: "memory", Title: "Memory", Unit: metric.Bytes, Stack: true, Limit: metric.Limit{Name: "total"}}
	small := compared("small", memory, 8<<30, 6<<30)
	if len(small) != 1 {
		t.Fatal("no multiple")
	}
	if m := small[0]; m.Now != 75 || m.Text != "75 %" || m.Detail != "6.0 GiB of total 8.0 GiB" || m.Unit != metric.Percent {
		t.Errorf("%v %q %q %s", m.Now, m.Text, m.Detail, m.Unit)
	}
	if unknown := compared("unknown", memory, math.NaN(), 6<<30); len(unknown) != 0 {
		t.Error("a host whose total nobody knows is compared")
	}
}

func TestChartsAreInTheOrderOfThePages(t *testing.T) {
	var all comparisons
	for _, ids := range [][]string{{"disks", "cpu"}, {"unknown", "disks"}, {"load", "another", "cpu"}} {
		var list []multiple
		for _, id := range ids {
			list = append(list, multiple{ID: id})
		}
		all.add(namedRow("a"), list)
	}
	var got []string
	for _, c := range all.sorted([]string{"cpu", "load", "memory", "disks"}) {
		got = append(got, c.id)
	}
	if diff := cmp.Diff([]string{"cpu", "load", "disks", "another", "unknown"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestOfManyHostsTheHighestAreCompared(t *testing.T) {
	var all comparisons
	const hosts = 5 * maxCompared
	for i := range hosts {
		now := float64(i * 7 % hosts) // in no order
		all.add(namedRow(fmt.Sprintf("host-%04d", i)), []multiple{{ID: "cpu", Now: now}})
	}
	c := all[0]
	c.cut()
	if len(c.hosts) != maxCompared || c.total != hosts {
		t.Errorf("%d hosts of %d, want %d of %d", len(c.hosts), c.total, maxCompared, hosts)
	}
	for i, h := range c.hosts {
		if want := float64(hosts - 1 - i); h.Now != want {
			t.Fatalf("place %d has %v, want %v", i, h.Now, want)
		}
	}
}

func TestComparePagesGoWithTheirCharts(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	foreign := filepath.Join(dir, "compare", "notes.html")
	if err := os.WriteFile(foreign, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	without := host(t, "a", 4, 0, "a", "/var")
	without.Charts = without.Charts[:1]

	s := open(t, dir) // while a host cannot be read, nobody knows its charts
	f := fleetOf(without)
	f.Hosts = append(f.Hosts, "b")
	_, err := s.Update(t.Context(), f, noon)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "compare", "disks.html")); err != nil {
		t.Error(err)
	}

	build(t, dir, noon, without)
	files := tree(t, dir)
	for name, want := range map[string]bool{"compare/cpu.html": true, "compare/disks.html": false, "compare/notes.html": true} {
		if _, got := files[name]; got != want {
			t.Errorf("%s is there: %v, want %v", name, got, want)
		}
	}
	if strings.Contains(files["index.html"], "compare/disks.html") || !strings.Contains(files["index.html"], "compare/cpu.html") {
		t.Error("the overview's links are not those of the pages there are")
	}
}

func TestDataThatIsNoLongerWantedGoes(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	s, err := Open(dir, Options{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Update(t.Context(), fleetOf(host(t, "a", 3, 0, "a", "/var")), noon)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	files := tree(t, dir)
	if _, there := files["host/a/data.json"]; there {
		t.Error("data.json is still there")
	}
	if _, there := files["host/a/index.html"]; !there || strings.Contains(files[manifestName], "data.json") {
		t.Errorf("page there: %v; manifest %s", there, files[manifestName])
	}
}

func TestGroupsAreInTheOrderOfTheConfiguration(t *testing.T) {
	s := &Site{Options: Options{Groups: []string{"web", "db", "unused", "all", "web"}}}
	rows := make([]hostRow, 4)
	rows[0].Groups, rows[0].Rank = []string{"all"}, report.Critical
	rows[1].Groups = []string{"db", "all"}
	rows[3].Groups = []string{"web", "web"}
	got := s.groupsOf(rows)
	ok := page.Count{State: "ok", Text: "1", N: 1}
	want := []page.Group{{Name: "web", Link: "#group=web", Hosts: "1 host", Counts: []page.Count{ok}},
		{Name: "db", Link: "#group=db", Hosts: "1 host", Counts: []page.Count{ok}},
		{Name: "all", Link: "#group=all", Hosts: "2 hosts", Counts: []page.Count{{State: "critical", Text: "1", N: 1}, ok}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

func TestStatusIsReadByPrograms(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "b", 3, 0, hostile, hostile), host(t, "a", 3, 60, "a", "/var"))
	var got struct{ Hosts []status }
	if err := json.Unmarshal([]byte(tree(t, dir)["status.json"]), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Hosts) != 2 || got.Hosts[0].Name != "a" || got.Hosts[0].State != "silent" || got.Hosts[1].Last != "2026-11-22T12:00:00Z" || got.Hosts[1].Cadence != 300 {
		t.Errorf("got %+v", got.Hosts)
	}
	if d := got.Hosts[1].Values.Disk; d == nil || d.Mount != hostile || d.Used != 90 {
		t.Errorf("the fullest disk is %+v", d)
	}
}

func TestTheFeedIsValidForAnyName(t *testing.T) {
	h := &report.Host{Name: "a", Changes: []report.Change{{At: noonMS, State: report.Critical, Reasons: []string{hostile + "\x00\x1b]]>\xff", "b"}}}}
	var changes feedBuffer
	changes.add(changesOf(h))
	raw, err := feedXML(changes, 0, testSeed)
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(string(raw)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
	}
	var f atomFeed
	if err := xml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	if want := testSeed.urn("a/1795348800000/critical"); len(f.Entries) != 1 || f.Entries[0].ID != want || f.Updated != "2026-11-22T12:00:00Z" {
		t.Errorf("feed %+v, want one entry %s", f, want)
	}
	if f.ID != testSeed.urn("feed") || f.ID == f.Entries[0].ID {
		t.Errorf("the feed's id is %s", f.ID)
	}
	if !strings.HasPrefix(f.Entries[0].Summary, hostile) {
		t.Errorf("summary %q", f.Entries[0].Summary)
	}
}

func TestTheFeedHasTheNewestChangesOfAllHosts(t *testing.T) {
	var one, two feedBuffer
	var hosts []*report.Host
	for i := range 100 {
		h := &report.Host{Name: fmt.Sprintf("h%02d", i)}
		for j := range 60 {
			h.Changes = append(h.Changes, report.Change{At: noonMS + int64(j*100+i), State: report.Warning})
		}
		hosts = append(hosts, h)
	}
	for i := range hosts {
		one.add(changesOf(hosts[i]))
		two.add(changesOf(hosts[len(hosts)-1-i]))
	}
	got := one.newest()
	if len(got) != feedLength || got[0].Host != "h99" || got[feedLength-1].At != noonMS+5950 {
		t.Errorf("%d changes from %v to %v", len(got), got[0], got[len(got)-1])
	}
	if diff := cmp.Diff(got, two.newest()); diff != "" {
		t.Errorf("hosts in another order give another feed:\n%s", diff)
	}
}
