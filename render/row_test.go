package render

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plainHostRow is the straight way to write the row of a host: what appendHostRow is held to.
var plainHostRow = template.Must(template.New("row").Parse(
	`{{$root := .Root}}{{with .Row}}<tr role="row" data-host="{{.Name}}" data-state="{{.State}}"{{if .Silent}} data-silent{{end}}><th scope="row" role="rowheader" class="host">` +
		`<svg class="mark {{.State}}" aria-hidden="true"><use href="#mark-{{.State}}"/></svg>` +
		`{{if .File}}<a href="{{$root}}host/{{.File}}/index.html">{{.Name}}</a>{{else}}<b>{{.Name}}</b>{{end}}<span class="unseen">{{.State}}</span>` +
		`{{range .Groups}}<small class="group">{{.}}</small>{{end}}</th><td role="cell" class="why {{.State}}">` +
		`{{$state := .State}}{{range $i, $_ := .Reasons}}{{if lt $i 3}}{{if $i}}; {{end}}{{if eq .State $state}}{{.Text}}{{else}}<span class="{{.State}}">{{.Text}}</span>{{end}}` +
		`{{else if eq $i 3}}; and 1 more<span hidden>; {{.Text}}</span>{{end}}{{end}}` +
		`{{if .Since.MS}} <span class="since">since <time datetime="{{.Since.ISO}}">{{.Since.Text}}</time></span>{{else if .Held}} <span class="since">for {{.Held}} or more</span>{{end}}</td>` + "\n" +
		`{{range .Values}}<td role="cell" class="value {{.State}}"><span class="label">{{.Label}}</span><b>{{.Text}}</b>` +
		`{{if .Spark}}<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"><path d="{{.Spark}}"/></svg>{{end}}` +
		`{{if ge .Percent 0.0}}<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="4"/>` +
		`<rect class="part" width="{{.Percent}}" height="4"/></svg>{{end}}{{if .Detail}}<small>{{.Detail}}</small>{{end}}</td>` + "\n{{end}}" +
		`{{if .Last.MS}}<td role="cell" class="age-cell" data-last="{{.Last.MS}}" data-cadence="{{.Cadence}}">` +
		`<time class="unseen" datetime="{{.Last.ISO}}">{{.Last.Text}}</time><span class="age">{{.Last.Text}}</span></td>` +
		`{{else}}<td role="cell" class="age-cell">never</td>{{end}}</tr>` + "\n{{end}}"))

func TestHostRowsAreThoseOfTheStraightWay(t *testing.T) {
	for _, name := range []string{"web-01", hostile, "a+b & 'c'", "\x00\u202e", "\xff\xfe", "{{.}}", "ünï"} {
		for i, percent := range []float64{-1, 0, 0.1, 33.3, 100} {
			row := rowOf(host(t, "Web-01", 30, 0, name, name), "Web-01~1")
			row.Name, row.Groups = name, []string{name, "b"}
			row.Reasons = []reason{{name, row.State}, {"load", "warning"}, {"c", name}, {"d", "ok"}}[:max(2, i)]
			for i := range row.Values {
				row.Values[i].Percent, row.Values[i].Detail = percent, name
			}
			row.Values[0].Spark, row.Values[1].Detail = "", ""
			for _, r := range []hostRow{row, {Name: name, State: "critical", Silent: true, Since: newStamp(noonMS)}, {Name: name, State: "warning", Held: name}} {
				var want bytes.Buffer
				if err := plainHostRow.Execute(&want, map[string]any{"Root": "../", "Row": r}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.String(), string(appendHostRow(nil, &r, "../"))); diff != "" {
					t.Errorf("%q, %v %% (-straight +ours):\n%s", name, percent, diff)
				}
			}
		}
	}
}

func TestRowsStandInBlocks(t *testing.T) {
	for hosts, want := range map[int]int{0: 0, 1: 0, 50: 0, 51: 1, 101: 2} {
		html := string(tableOf(make([]hostRow, hosts), "", "", false).Rows)
		if rows, got := strings.Count(html, "<tr "), strings.Count(html, "<tbody"); rows != hosts || got != want {
			t.Errorf("%d hosts: %d rows, %d blocks after the first, want %d", hosts, rows, got, want)
		}
	}
}
