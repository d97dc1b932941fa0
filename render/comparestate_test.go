package render

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// comparedPage returns the page of one chart of hosts.
func comparedPage(t *testing.T, c *comparison) string {
	t.Helper()
	s := open(t, t.TempDir())
	defer s.Close()
	var b bytes.Buffer
	if err := s.comparePage(&b, c, c.total, nil, noon); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestComparePageCountsStatesOfItsChart has hosts whose disks alone are in trouble, and a silent one.
func TestComparePageCountsStatesOfItsChart(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "full", 30, 0, "full", "/var"), host(t, "other", 30, 0, "other", "/"), host(t, "mute", 30, 60, "mute", "/var"))
	files := tree(t, dir)
	for name, want := range map[string][]string{
		"compare/cpu.html":   {"0", "1", "0", "2"}, // critical, silent, warning, ok
		"compare/disks.html": {"0", "1", "2", "0"},
	} {
		if diff := cmp.Diff(want, matches(files[name], `<b>(\d+)</b> \w+`)); diff != "" {
			t.Errorf("%s: counts (-want +got):\n%s", name, diff)
		}
		if got := matches(files[name], `data-state="silent" data-silent>.*?<span class="(\w+)">`); len(got) != 1 {
			t.Errorf("%s: the silent host is not marked: %q", name, got)
		}
	}
	if got := matches(files["compare/cpu.html"], `<span class="last">(last) </span>`); len(got) != 1 {
		t.Errorf("%d values are called last, want that of the silent host", len(got))
	}
}

func TestCriticalChartOfSilentHostIsCritical(t *testing.T) {
	for state, want := range map[report.State]report.State{report.OK: report.Silent, report.Warning: report.Silent, report.Critical: report.Critical} {
		chart := report.Chart{Chart: metric.Chart{ID: "procs"}, State: state, Series: []report.Series{{Values: []float64{1, 2}}}}
		h := &report.Host{Charts: []report.Chart{chart}, Silent: true, Times: []int64{noonMS - 1, noonMS}, Extent: report.Interval{From: noonMS - 1, To: noonMS}}
		if got := multiples(h)[0].State; got != want {
			t.Errorf("a silent host whose chart is %v: %v, want %v", state, got, want)
		}
	}
}

// TestNamesOnComparePagesAreToldApart has names that differ at the end of their first parts.
func TestNamesOnComparePagesAreToldApart(t *testing.T) {
	var list comparisons
	for _, name := range []string{"production-web-101.example.org", "production-web-102.example.org", "db.other"} {
		list.add(namedRow(name), compared(name, metric.Chart{ID: "procs"}, math.NaN(), 1, 2))
	}
	list[0].domain = ".example.org"
	page := comparedPage(t, list[0])
	for _, want := range []string{
		`<span>production-</span><span>web-101</span><span class="domain">.example.org</span></a>`,
		`<span>db.other</span><span></span><span class="domain"></span></a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestSmallChartsNameTheirScale looks for both ends of the axis, and for the level.
func TestSmallChartsNameTheirScale(t *testing.T) {
	var list comparisons
	of := compared("a", metric.Chart{ID: "cpu", Unit: metric.Percent, Top: 100}, math.NaN(), 1, 2)
	of[0].Levels = metric.Level{Warning: 90, Critical: 97}
	list.add(namedRow("a"), of)
	of = compared("b", metric.Chart{ID: "cpu", Unit: metric.Percent, Top: 100}, math.NaN(), 1, 2)
	of[0].Levels = metric.Level{Critical: 97}
	list.add(namedRow("b"), of)
	page := comparedPage(t, list[0])
	for text, want := range map[string]int{`>0–100 %</text>`: 2, `>warning 90 %</text>`: 1, `>critical 97 %</text>`: 1} {
		if got := strings.Count(page, text); got != want {
			t.Errorf("%d times %s, want %d", got, text, want)
		}
	}
}

// TestComparePageSaysThatOthersAreLeftOut is about the page's script, which says so where nothing is found.
func TestComparePageSaysThatOthersAreLeftOut(t *testing.T) {
	var list comparisons
	for i := range maxCompared + 1 {
		list.add(namedRow("h"+string(rune('a'+i%26))), []multiple{{ID: "cpu", Now: float64(i)}})
	}
	if want, page := `data-cut="The first 200 of 201 hosts"`, comparedPage(t, list[0]); !strings.Contains(page, want) {
		t.Errorf("no %s", want)
	}
}
