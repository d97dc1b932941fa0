package templates

import (
	"html/template"
	"regexp"
	"strings"
	"testing"
)

const hostile = `</script><script>alert(1)</script>"><img src=x onerror=alert(1)>`

type fields map[string]any

func page(state string) fields {
	return fields{"Title": hostile, "Here": hostile, "Root": "../../", "Script": "assets/host-1.js", "Draws": true, "Style": "assets/style-1.css",
		"State": state, "Version": "1.0"}
}

func with(f fields, more fields) fields {
	for k, v := range more {
		f[k] = v
	}
	return f
}

func last(ms int64) fields {
	return fields{"MS": ms, "ISO": "2026-11-22T12:00:00Z", "Text": "2026-11-22 12:00 UTC"}
}

// hostPage is a page with one chart, whose every foreign name is hostile.
func hostPage() fields {
	return with(page("warning"), fields{"Name": "web-01", "Server": hostile, "Last": last(1795348800000), "Cadence": int64(300000),
		"Facts": []fields{{"Label": "Kernel", "Value": hostile}}, "Notes": []string{hostile},
		"Reasons": []fields{{"State": "warning", "Text": hostile}}, "Others": []fields{{"State": "warning", "Text": hostile}},
		"Since": last(1795300000000), "Held": "", "Silent": true,
		"Tiles": []fields{{"Label": "Disk", "Text": "93 %", "Detail": hostile, "State": "warning", "Meter": true, "Percent": 93.1, "Spark": "M0 3l2 1"}},
		"Cards": template.HTML("<figure></figure>"), "Options": template.JS(`{"disks":{}}`), "Numbers": template.HTML(`<script type="application/json"></script>`)})
}

// card is a chart of so many rows.
func card(rows int) fields {
	return fields{"ID": "disks", "Title": "Disk space", "Wide": true, "Columns": []string{"Size"}, "First": min(rows, 8), "Total": rows,
		"Folded": rows > 8, "Cut": template.HTML("<hr>")}
}

func overviewPage(hosts int) fields {
	return with(page("silent"), fields{"Root": "", "At": last(1795348800000), "Hosts": hosts, "Counts": counts, "Groups": []fields{{"Name": hostile}}, "Table": table(false)})
}

var counts = []fields{{"State": "silent", "N": 1, "Text": "1"}, {"State": "ok", "N": 0, "Text": "0"}}

// table is one of hosts, whose rows are made elsewhere.
func table(byName bool) fields {
	return fields{"Caption": "Hosts", "ByName": byName, "Labels": []string{"CPU", "Disk"}, "Rows": template.HTML("<tr></tr>")}
}

// fleetPage is the overview of a large fleet; more is whether there are more in trouble than the table shows.
func fleetPage(more bool) fields {
	f := with(page("silent"), fields{"Root": "", "At": last(1795348800000), "Hosts": "1 200", "Counts": counts, "Trouble": "3", "Table": table(false), "Others": template.HTML("<ul></ul>"),
		"Groups": []fields{{"Name": hostile, "Hosts": "7 hosts", "Counts": counts}}})
	if more {
		f = with(f, fields{"Shown": "1", "More": template.HTML("<ol></ol>")})
	}
	return f
}

func chapterPage(before, next string) fields {
	return with(page("ok"), fields{"Root": "../", "First": hostile, "Last": "web-02", "From": "1", "To": "250", "Of": "1 200", "Before": before,
		"Next": next, "Table": table(true)})
}

func comparePage(hosts int) fields {
	var list []fields
	for range hosts {
		list = append(list, fields{"Name": hostile, "File": "web-01", "State": "critical", "Now": "95 %", "Detail": hostile,
			"SVG": template.HTML("<svg></svg>")})
	}
	return with(page("critical"), fields{"Root": "../", "Charts": list, "Total": hosts, "Others": 2, "Compare": []fields{
		{"Title": "CPU", "File": "compare/cpu.html"}, {"Title": hostile, "File": "compare/disks.html"}}})
}

func runPage() fields {
	return with(page("ok"), fields{"Root": "", "Last": last(1795348800000), "Facts": []fields{{"Label": "Took", "Value": "1 s"}},
		"Runs": []fields{{"At": last(1795348800000), "Hosts": 3, "Rendered": 2, "Failed": 1, "CPU": "3 ms", "Wall": "1 s"}}})
}

func execute(t *testing.T, name string, data any) string {
	t.Helper()
	all, err := Parse()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := all.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPagesKeepTheirOwnPolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+="|<img|javascript:|<script>|<script [^>]*>[^<]*alert`)
	for name, html := range map[string]string{
		"host":               execute(t, "host.gohtml", hostPage()),
		"card":               execute(t, "host.gohtml", hostPage()) + execute(t, "chart", card(12)),
		"host, no sample":    execute(t, "host.gohtml", with(hostPage(), fields{"Cards": template.HTML(""), "Last": last(0)})),
		"overview":           execute(t, "overview.gohtml", overviewPage(3)),
		"compare":            execute(t, "compare.gohtml", comparePage(2)),
		"compare, no hosts":  execute(t, "compare.gohtml", comparePage(0)),
		"overview, no hosts": execute(t, "overview.gohtml", overviewPage(0)),
		"fleet":              execute(t, "fleet.gohtml", fleetPage(true)),
		"fleet, no trouble":  execute(t, "fleet.gohtml", with(fleetPage(false), fields{"Table": fields{}})),
		"chapter":            execute(t, "chapter.gohtml", chapterPage("1.html", "3.html")),
		"run":                execute(t, "run.gohtml", runPage()),
	} {
		if found := forbidden.FindString(html); found != "" {
			t.Errorf("%s: %q", name, found)
		}
		for _, want := range []string{`content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; ` +
			`base-uri 'none'; form-action 'none'"`, `<meta name="robots" content="noindex">`, `<html lang="en">`} {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if strings.Contains(html, "ZgotmplZ") {
			t.Errorf("%s: the template has refused a value", name)
		}
	}
}

func TestHostPage(t *testing.T) {
	html := execute(t, "host.gohtml", hostPage())
	for _, want := range []string{
		`href="../../assets/style-1.css"`, `src="../../assets/host-1.js"`, `href="../../index.html"`, `data-last="1795348800000"`,
		`<figure></figure>`, `<script type="application/json" id="options">{"disks":{}}</script>`, `<script type="application/json"></script>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestCardsFoldWhatIsMoreThanTheFirstRows(t *testing.T) {
	html := execute(t, "chart", card(12))
	for _, want := range []string{`data-chart="disks"`, `class="card n8 folds wide side"`, `<tbody class="more">`, `Show all 12`, `Drawn are the first 8 of 12.`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
	if n := strings.Count(html, "<hr>"); n != 3 {
		t.Errorf("%d cuts, want 3", n)
	}
	if html := execute(t, "chart", card(8)); strings.Contains(html, "unfold") || strings.Count(html, "<hr>") != 2 {
		t.Error("eight rows are folded")
	}
}

func TestComparePage(t *testing.T) {
	html := execute(t, "compare.gohtml", comparePage(1))
	for _, want := range []string{`href="../host/web-01/index.html"`, `href="../compare/cpu.html"`, `href="../compare/disks.html" aria-current="page"`,
		`1 host, `, `2 hosts have no such chart`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestOverviewPage(t *testing.T) {
	html := execute(t, "overview.gohtml", overviewPage(1))
	for _, want := range []string{`<h1>1 host</h1>`, `<tr></tr>`, `aria-sort="descending">What is wrong`, `<b>1</b> silent`, `class="ok none"`,
		`<th scope="col" role="columnheader">Disk</th>`, `<option>&lt;/script&gt;`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestFleetPage(t *testing.T) {
	html := execute(t, "fleet.gohtml", fleetPage(true))
	for _, want := range []string{`<h1>1 200 hosts</h1>`, `3 in trouble: the worst 1<`, `<ol></ol>`, `<ul></ul>`, `href="#group=%3c%2fscript%3e%3cscript%3e`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
	if html := execute(t, "fleet.gohtml", fleetPage(false)); strings.Contains(html, "The others in trouble") {
		t.Error("a heading says that there are others in trouble")
	}
}

func TestChapterPage(t *testing.T) {
	html := execute(t, "chapter.gohtml", chapterPage("1.html", "3.html"))
	for _, want := range []string{`href="../index.html"`, `aria-sort="ascending">Host<`, `<a href="1.html" rel="prev">`, `<a href="3.html" rel="next">`,
		`1–250 of 1 200 hosts`, ` to web-02</h1>`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
	if html := execute(t, "chapter.gohtml", chapterPage("", "")); strings.Contains(html, `rel="prev"`) || strings.Contains(html, `rel="next"`) {
		t.Error("the only page leads to others")
	}
}
