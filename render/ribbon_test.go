package render

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// cellsOf returns a ribbon from letters, as package report's tests write them; the last one is cell 100.
func cellsOf(t *testing.T, letters string) *report.Ribbon {
	t.Helper()
	r := &report.Ribbon{First: 101 - int64(len(letters))}
	for _, l := range letters {
		r.Cells = append(r.Cells, report.Cell(strings.IndexRune(" ?_ows!", l)))
	}
	return r
}

func TestRibbonIsOnePathOfEachState(t *testing.T) {
	const hour = 3_600_000
	at := func(cell int64) page.Stamp { return newStamp(cell * hour) }
	for name, c := range map[string]struct {
		cells string
		last  int64
		want  page.Ribbon
	}{
		"always ok":     {strings.Repeat("o", 49), 100, page.Ribbon{OK: "M0 9h48v3H0z", Else: true}},
		"nothing":       {"", 100, page.Ribbon{}},
		"a single cell": {"o", 100, page.Ribbon{OK: "M47 9h1v3H47z", Else: true}},
		"before others": {"o", 103, page.Ribbon{OK: "M44 9h1v3H44z", Else: true}},
		"too old":       {"!", 148, page.Ribbon{}},
		"ahead":         {"o!", 99, page.Ribbon{OK: "M47 9h1v3H47z", Else: true}},
		"not known":     {"??oo", 100, page.Ribbon{Unknown: "M44 9h2v3H44z", OK: "M46 9h2v3H46z", Else: true, Spans: []page.Span{{State: "state not known", From: at(97), To: at(99)}}}},
		"each state": {"oow_s!o", 100, page.Ribbon{OK: "M41 9h2v3H41zM47 9h1v3H47z", Warning: "M43 5h1v7H43z", Gap: "M44 0h1v12H44z",
			Silent: "M45 3h1v8H45z", Critical: "M46 0h1v12H46z", Else: true, Trouble: 49*49 + 49 + 1, Spans: []page.Span{
				{State: "critical", From: at(99), To: at(100)}, {State: "silent", From: at(98), To: at(99)},
				{State: "no samples", From: at(97), To: at(98)}, {State: "warning", From: at(96), To: at(97)}}}},
		"many": {"wowowowowowowow", 100, page.Ribbon{OK: "M34 9h1v3H34zM36 9h1v3H36zM38 9h1v3H38zM40 9h1v3H40zM42 9h1v3H42zM44 9h1v3H44zM46 9h1v3H46z",
			Warning: "M33 5h1v7H33zM35 5h1v7H35zM37 5h1v7H37zM39 5h1v7H39zM41 5h1v7H41zM43 5h1v7H43zM45 5h1v7H45zM47 5h1v7H47z",
			Else:    true, Trouble: 8, More: 3, Spans: []page.Span{{State: "warning", From: at(100), To: at(101)}, {State: "warning", From: at(98), To: at(99)},
				{State: "warning", From: at(96), To: at(97)}, {State: "warning", From: at(94), To: at(95)}, {State: "warning", From: at(92), To: at(93)}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, newRibbon(cellsOf(t, c.cells), c.last, hour)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// ribbons returns the rows' ribbons by the hosts' names.
func ribbons(t *testing.T, index string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, found := range regexp.MustCompile(`(?s)<tr role="row" data-host="(.*?)".*?(<svg class="ribbon".*?</svg>)`).FindAllStringSubmatch(index, -1) {
		all[found[1]] = strings.Join(matches(found[2], ` d="(.*?)"`), " ")
	}
	return all
}

// TestUnchangedHostIsDrawnInThePresentWindow renders a silent host twice; the second time it is not read, and another one has
// newer samples.
func TestUnchangedHostIsDrawnInThePresentWindow(t *testing.T) {
	dir := t.TempDir()
	f := fleet{"old": {576, 600, "1"}, "live": {576, 300, "1"}}
	f.run(t, dir, noon, nil)
	first := ribbons(t, tree(t, dir)[indexName])
	f["live"] = stamped{576, 0, "2"}
	read := f.run(t, dir, noon, nil)
	second := ribbons(t, tree(t, dir)[indexName])
	want := []string{"M0 5h42v7H0z M42 3h6v8H42z", "M0 5h37v7H0z M37 3h11v8H37z", "M0 5h48v7H0z"}
	if diff := cmp.Diff(want, []string{first["old"], second["old"], second["live"]}); diff != "" || len(read) != 1 {
		t.Errorf("read %q; ribbons (-want +got):\n%s", read, diff)
	}
}

// TestRibbonCellsFollowKeep has samples of two weeks.
func TestRibbonCellsFollowKeep(t *testing.T) {
	d := report.NewDecoder(testLayout(), 14*288)
	d.Span = 14 * 24 * time.Hour
	for i := range 14 * 288 {
		if err := d.Add(document(t, 5*(14*288-1-i), "a", "/")); err != nil {
			t.Fatal(err)
		}
	}
	h := d.Host("a", noon, metric.DefaultThresholds())
	row := rowOf(h, "a")
	s := &Site{Options: Options{Keep: d.Span}}
	rows := []hostRow{row}
	s.drawRibbons(rows, h.Last())
	if r := rows[0].Row.Ribbon; r.Warning != "M0 5h48v7H0z" {
		t.Errorf("%+v", r)
	}
	if got := s.newTable(rows, "", "", false).Span; got != "State, 14 d" {
		t.Errorf("headed %q", got)
	}
}

// TestQuietRowIsSmall counts what a ribbon adds to the row of a host whose state never changed.
func TestQuietRowIsSmall(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "well", 576, 0, "well", "/"))
	svg := matches(tree(t, dir)[indexName], `(?s)data-cadence="\d+"[^>]*>\s*(<svg class="ribbon".*?</svg>)`)
	if len(svg) != 1 || len(svg[0]) > 150 {
		t.Errorf("%q", fmt.Sprint(svg))
	}
}
