package render

import (
	"bytes"
	"html/template"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// plainRows is the straight way to write a table's rows: what appendRows is held to.
var plainRows = template.Must(template.New("rows").Parse(
	`{{range .}}<tr data-series="{{.ID}}"><th scope="row"><button type="button" class="key c{{.Color}} {{.Dash}}" aria-pressed="true">` +
		`<span title="{{.Name}}">{{if .Tail}}<span>{{.Head}}</span><span>{{.Tail}}</span>{{else}}{{.Name}}{{end}}</span></button></th><td class="at"></td><td>{{.Now}}</td><td>{{.Min}}</td><td>{{.Avg}}</td>` +
		`<td>{{.Max}}</td><td class="p95">{{.P95}}</td>{{range .Extra}}<td>{{.}}</td>{{end}}</tr>` + "\n{{end}}"))

type plainRow struct {
	ID, Name, Head, Tail    string
	Color                   int
	Dash                    string
	Now, Min, Avg, Max, P95 string
	Extra                   []string
}

func plain(t testing.TB, c report.Chart) string {
	t.Helper()
	var rows []plainRow
	for _, s := range c.Series {
		row := plainRow{ID: s.ID, Name: s.Name, Color: int(s.Line.Color), Dash: string(s.Line.Dash), Now: format(s.Stats.Now, c.Unit),
			Min: format(s.Stats.Min, c.Unit), Avg: format(s.Stats.Avg, c.Unit), Max: format(s.Stats.Max, c.Unit), P95: format(s.Stats.P95, c.Unit)}
		if runes := []rune(s.Name); len(runes) > longName && utf8.ValidString(s.Name) {
			tail := nameTail
			if word := strings.LastIndex(s.Name, " "); word > 0 && len(s.Name)-word <= len(" writes") {
				tail = min(4, len([]rune(s.Name[:word]))) + len([]rune(s.Name[word:]))
			}
			if tail < len(runes) {
				row.Head, row.Tail = string(runes[:len(runes)-tail]), string(runes[len(runes)-tail:])
			}
		}
		for i, column := range c.Table {
			row.Extra = append(row.Extra, format(s.Table[i], column.Unit))
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	if err := plainRows.Execute(&b, rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestLongNamesEndWithWhatTellsThemApart holds that where a name is cut the device's last letters stay, not the line's word alone.
func TestLongNamesEndWithWhatTellsThemApart(t *testing.T) {
	for name, want := range map[string]string{
		"nvme0n1 write": "<span>nvm</span><span>e0n1 write</span>", "enp0s31f6 out": "<span>enp0s</span><span>31f6 out</span>",
		"/srv/files/share-01": "<span>/srv/files/s</span><span>hare-01</span>", "sda write": "sda write", "sda1 writes": "sda1 writes",
	} {
		if got := string(appendName(nil, name)); got != want {
			t.Errorf("%s is written %s, want %s", name, got, want)
		}
	}
}

func TestRowsAreThoseOfTheStraightWay(t *testing.T) {
	for _, name := range []string{"user", hostile, "a+b & 'c'", "", "\x00\u202e", "\xff\xfe", strings.Repeat("<", 300), "{{.}}", "`${x}`", "ünï", "/srv/files/share-01", "/srv/ünï/çö/é", "0123456789", "0123456789a", "nvme0n1 write", "ünï0 writes", "ünï00 writes", "/a b/with spaces", " 0123456789"} {
		for _, unit := range []metric.Unit{metric.Percent, metric.Bytes, metric.BytesPerSecond, metric.PerSecond, metric.Load, metric.Count} {
			c := report.Chart{Chart: metric.Chart{ID: "x", Unit: unit, Table: []metric.Column{{Name: "Size", Unit: metric.Bytes}}}}
			for i, v := range []float64{0, 1, 99.94, 99.96, 1023.4, 123456789, 1e18, math.NaN(), -1.5} {
				c.Series = append(c.Series, report.Series{ID: "x_1", Name: name, Line: metric.Line{Color: metric.Color(i), Dash: metric.Dotted},
					Stats: report.Stats{Now: v, Min: v / 3, Avg: v * 3, Max: v, P95: v}, Table: []float64{v}})
			}
			if diff := cmp.Diff(plain(t, c), string(appendRows(nil, c, c.Series))); diff != "" {
				t.Errorf("%q, %s (-straight +ours):\n%s", name, unit, diff)
			}
		}
	}
}
