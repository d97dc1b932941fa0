package render

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/render/report"
)

// pastFleet is hosts whose samples are new in each run, and how many hours and days of history each of them has.
type pastFleet struct {
	hours, days map[string]int
	newest      time.Duration // how long before noon the newest hour begins
	stamp       string        // of all histories

	mu   sync.Mutex
	read []string // "a hours"
}

// pastReader reads a pastFleet at a time.
type pastReader struct {
	*pastFleet
	Reader
	now time.Time
}

func (r pastReader) History(_ context.Context, span rollup.Span, name string) (*report.Host, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.read = append(r.read, name+" "+span.Name)
	h := report.NewHistory(testLayout(), span)
	newest, n := noon.Add(-r.newest), r.hours[name]
	if span == rollup.Days {
		newest, n = noon.Add(-36*time.Hour), r.days[name]
	}
	for i := range n {
		if err := h.Add(pastDocument(newest.Add(-time.Duration(i) * span.Length))); err != nil {
			return nil, err
		}
	}
	return h.Host(name, r.now, metric.DefaultThresholds()), nil
}

// pastDocument is an hour or a day with means of 20 % and 90 %, and extremes.
func pastDocument(start time.Time) []byte {
	fields := func(user, used float64) bson.D {
		return bson.D{{Key: "cpu", Value: bson.D{{Key: "user", Value: user}, {Key: "system", Value: 1.0}}},
			{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/var"}, {Key: "used", Value: used}, {Key: "free", Value: 100 - used}, {Key: "total", Value: 100.0}}}}}
	}
	raw, err := bson.Marshal(append(bson.D{{Key: "date", Value: start}}, append(fields(20, 90), bson.E{Key: "min", Value: fields(5, 88)}, bson.E{Key: "max", Value: fields(77, 91)})...))
	if err != nil {
		panic(err)
	}
	return raw
}

// run renders hosts whose newest sample is of now, and returns which histories were read.
func (f *pastFleet) run(t *testing.T, dir string, now time.Time, hosts ...string) (read []string) {
	t.Helper()
	samples := fleet{}
	for _, name := range hosts {
		samples[name] = stamped{3, -int(now.Sub(noon).Minutes()), now.String()}
	}
	source, _ := samples.source(t, now)
	newReader := source.NewReader
	source.NewReader = func() Reader { return pastReader{f, newReader(), now} }
	source.HistoryStamp = func(context.Context, rollup.Span, string) (string, error) { return f.stamp, nil }
	f.read = nil
	if _, err := update1(t, dir, source, now, nil); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(slices.Values(f.read))
}

// isRead fails the test unless these histories were read.
func isRead(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: read (-want +got)\n%s", what, diff)
	}
}

func TestHistoryPagesAreThereIfThereIsHistory(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{"a": 30, "b": 30}, days: map[string]int{"a": 20}, newest: time.Hour}
	f.run(t, dir, noon, "a", "b", "c")
	for page, links := range map[string][]string{
		"host/a/index.html": {"weeks.html#168h", "weeks.html#720h", "years.html#8760h"},
		"host/a/weeks.html": {"index.html#48h", "years.html#8760h", "5.0 %", "77.0 %", "hourly means"},
		"host/a/years.html": {"index.html#48h", "weeks.html#168h", "daily means (UTC)"},
		"host/b/index.html": {"weeks.html#168h"},
		"host/b/weeks.html": {"index.html#48h"},
	} {
		text := contents(t, dir, page)
		for _, link := range links {
			if !strings.Contains(text, link) {
				t.Errorf("%s has no %s", page, link)
			}
		}
		if strings.Contains(page, "/b/") && strings.Contains(text, "years.html") {
			t.Errorf("%s leads to a page that is not there", page)
		}
	}
	for _, name := range []string{"host/b/years.html", "host/c/weeks.html", "host/c/years.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("there is %s", name)
		}
	}
	if strings.Contains(contents(t, dir, "host/c/index.html"), "weeks.html") {
		t.Error("a host without history leads to it")
	}
}

func contents(t *testing.T, dir, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestHistoryPagesGoWithTheHistoryAndWithTheHost(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{"a": 30, "b": 30}, days: map[string]int{"a": 20, "b": 20}, newest: time.Hour}
	f.run(t, dir, noon, "a", "b")
	f.days = map[string]int{"b": 20}
	f.run(t, dir, noon.Add(26*time.Hour), "a", "b") // everything is read again once a day
	if strings.Contains(contents(t, dir, "host/a/weeks.html")+contents(t, dir, "host/a/index.html"), "years.html") {
		t.Error("pages lead to the days, which are gone")
	}
	if _, err := os.Stat(filepath.Join(dir, "host/a/years.html")); err == nil {
		t.Error("the page of days that are gone is there")
	}
	forget(t, dir, "a")
	f.run(t, dir, noon.Add(28*time.Hour))
	f.run(t, dir, noon.Add(30*time.Hour))
	for _, name := range []string{"a", "b"} {
		if _, err := os.Stat(filepath.Join(dir, "host", name)); err == nil {
			t.Errorf("the folder of %s is there", name)
		}
	}
}

func TestHistoryIsReadInOneRunOfTheHour(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{}, newest: time.Hour}
	var hosts []string
	for i := range 60 {
		name := fmt.Sprintf("host-%d", i)
		hosts, f.hours[name] = append(hosts, name), 3
	}
	f.run(t, dir, noon, hosts...)
	f.newest = 0 // from now on each host has the hour that begins at noon
	runs, times := map[string]int{}, []int{}
	for i := 1; i <= 12; i++ {
		read := f.run(t, dir, noon.Add(time.Hour-time.Second).Add(time.Duration(5*i)*time.Minute), hosts...)
		read = slices.DeleteFunc(read, func(s string) bool { return strings.HasSuffix(s, "days") })
		times = append(times, len(read))
		for _, name := range read {
			runs[name]++
		}
	}
	for _, name := range hosts {
		if runs[name+" hours"] != 1 {
			t.Errorf("%s was read %d times in an hour", name, runs[name+" hours"])
		}
	}
	if slices.Max(times) > 15 {
		t.Errorf("%v hosts were read in the runs of an hour: they should be spread", times)
	}
}

func TestMissingHourIsLookedForAgain(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{"a": 3}, newest: time.Hour}
	f.run(t, dir, noon, "a")
	isRead(t, "at once", f.run(t, dir, noon.Add(5*time.Minute), "a"))
	isRead(t, "in the next hour", f.run(t, dir, noon.Add(2*time.Hour), "a"), "a days") // whether there are any now
	isRead(t, "when there are samples after the hour", f.run(t, dir, noon.Add(2*time.Hour+5*time.Minute), "a"), "a hours")
	isRead(t, "while the hour is missing", f.run(t, dir, noon.Add(2*time.Hour+7*time.Minute), "a"), "a hours")
	f.newest = -time.Hour
	isRead(t, "when it is there", f.run(t, dir, noon.Add(2*time.Hour+10*time.Minute), "a"), "a hours")
	isRead(t, "after that", f.run(t, dir, noon.Add(2*time.Hour+15*time.Minute), "a"))
	f.run(t, dir, noon.Add(6*time.Hour), "a")
	isRead(t, "after two hours", f.run(t, dir, noon.Add(6*time.Hour+5*time.Minute), "a"))
}

func TestHistoryFileThatIsUnchangedIsNotReadAgain(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{"a": 3}, newest: time.Hour, stamp: "1"}
	f.run(t, dir, noon, "a")
	isRead(t, "unchanged", f.run(t, dir, noon.Add(2*time.Hour), "a"))
	f.stamp = "2" // an older hour was made again
	isRead(t, "changed", f.run(t, dir, noon.Add(3*time.Hour), "a"), "a days", "a hours")
	if err := os.WriteFile(filepath.Join(dir, "host/a/weeks.html"), []byte("damage"), 0o644); err != nil {
		t.Fatal(err)
	}
	isRead(t, "page damaged", f.run(t, dir, noon.Add(3*time.Hour), "a"), "a hours")
	if text := contents(t, dir, "host/a/weeks.html"); !strings.Contains(text, "hourly means") {
		t.Errorf("weeks.html is %q", text)
	}
}

func TestSilentHostsHistoryIsReadToItsEnd(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{hours: map[string]int{"a": 3}, newest: time.Hour}
	silent := func(later time.Duration) []string { // the newest sample stays that of noon
		samples := fleet{"a": {30, 0, "1"}}
		source, _ := samples.source(t, noon.Add(later))
		newReader := source.NewReader
		source.NewReader = func() Reader { return pastReader{f, newReader(), noon.Add(later)} }
		source.HistoryStamp = func(context.Context, rollup.Span, string) (string, error) { return "", nil }
		f.read = nil
		if _, err := update1(t, dir, source, noon.Add(later), nil); err != nil {
			t.Fatal(err)
		}
		return f.read
	}
	silent(0)
	isRead(t, "at once", silent(5*time.Minute))
	isRead(t, "when it is silent", silent(5*time.Hour), "a days")
	isRead(t, "hours later", silent(8*time.Hour))
}

func TestWeeksShowForecasts(t *testing.T) {
	f := &pastFleet{hours: map[string]int{"a": 300}}
	h, err := pastReader{pastFleet: f, now: noon}.History(t.Context(), rollup.Hours, "a")
	if err != nil {
		t.Fatal(err)
	}
	h.Forecasts = []report.Forecast{{Kind: "disk", Subject: "/var", Full: noon.Add(5 * 24 * time.Hour)}}
	var b pageBuffer
	if err := open(t, t.TempDir()).historyPage(&b, h, weeksPage, pageSet{true, true, false}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, `"forecasts":[{"chart":"disks","series":"disks_0","value":90,`) || !strings.Contains(text, `class="c1 tail"`) {
		t.Error("the forecast of the disk is not drawn")
	}
}

// TestMissingDayIsLookedForWhenItIsMade has a host whose day is made at 3:00 UTC, as its name says.
func TestMissingDayIsLookedForWhenItIsMade(t *testing.T) {
	dir := seeded(t)
	f := &pastFleet{days: map[string]int{"a": 3}}
	midnight := noon.Add(12 * time.Hour)
	f.run(t, dir, midnight.Add(-10*time.Minute), "a")
	f.run(t, dir, midnight.Add(65*time.Minute), "a")
	isRead(t, "before it is made", f.run(t, dir, midnight.Add(70*time.Minute), "a"))
	f.run(t, dir, midnight.Add(4*time.Hour), "a")
	isRead(t, "when it is late", f.run(t, dir, midnight.Add(4*time.Hour+5*time.Minute), "a"), "a days")
}
