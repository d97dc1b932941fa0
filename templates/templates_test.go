package templates

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/render/page"
)

const hostile = `</script><script>alert(1)</script>"><img src=x onerror=alert(1)>`

// pages are pages of all kinds, and of each kind what it shows only sometimes, with one text for whatever is foreign.
func pages(text string) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"host":              func(w io.Writer) error { return Host(w, hostPage(text)) },
		"host, no sample":   func(w io.Writer) error { return Host(w, &page.Host{Page: headOf(text), Name: text, Held: text}) },
		"overview":          func(w io.Writer) error { return Overview(w, overviewPage(text)) },
		"overview, empty":   func(w io.Writer) error { return Overview(w, &page.Overview{Page: headOf(text)}) },
		"fleet":             func(w io.Writer) error { return Fleet(w, fleetPage(text)) },
		"fleet, no trouble": func(w io.Writer) error { return Fleet(w, &page.Fleet{Overview: page.Overview{Page: headOf(text)}}) },
		"chapter":           func(w io.Writer) error { return Chapter(w, chapterPage(text)) },
		"compare":           func(w io.Writer) error { return Compare(w, comparePage(text)) },
		"compare, no hosts": func(w io.Writer) error { return Compare(w, &page.Compare{Page: headOf(text), Chart: text}) },
		"run":               func(w io.Writer) error { return Run(w, runPage(text)) },
	}
}

func headOf(text string) page.Page {
	return page.Page{Title: text, Root: "../../", Script: "assets/host-1.js", Style: "assets/style-1.css", Feed: true,
		State: "warning", Version: "1.0"}
}

func at(text string) page.Stamp { return page.Stamp{MS: 1795348800000, ISO: text, Text: text} }

// someReasons are so many, the first in the state of a host that is warning.
func someReasons(n int, text string) []page.Reason {
	list := make([]page.Reason, n)
	for i := range list {
		list[i] = page.Reason{Text: text, State: []string{"warning", "critical"}[i%2]}
	}
	return list
}

func hostPage(text string) *page.Host {
	series := page.Series{ID: "disks_0", Color: 1, Dash: "dotted", Name: text, Head: text, Now: "1 %", Others: []string{"2 GiB"}}
	long := series
	long.Tail = text
	return &page.Host{Page: headOf(text), Name: text, Server: text, Last: at(text), Cadence: 300000, Silent: true, Since: at(text),
		Facts: []page.Fact{{Label: "Kernel", Value: text}}, Notes: []string{text}, Reasons: someReasons(2, text), Folded: someReasons(1, text),
		Course: page.Course{Ribbon: ribbonOf(text), From: at(text), To: at(text), Cell: 3600000, Each: text}, Changes: changesOf(text, ""),
		Tiles: []page.Tile{{Value: page.Value{Label: "Disk", Text: "93 %", Detail: text, State: "warning", Bar: "93.1", Spark: "M0 3l2 1"}, Full: at(text)}},
		Charts: []page.Chart{{ID: "disks", Title: "Disk space", Wide: true, Columns: []string{text}, Picture: []byte("<svg></svg>"),
			First: []page.Series{series, long}, Folded: []page.Series{series}}},
		Data: []page.Data{{ID: "options", JSON: []byte(`{"disks":{}}`)}}}
}

func rowOf(text string) *page.Row {
	return &page.Row{Name: text, File: "web-01", Groups: []string{text}, State: "warning", Silent: true, Reasons: someReasons(5, text),
		Held: text, Last: at(text), Cadence: 300000, Values: []page.Value{{Label: "Disk", Text: text, Detail: text, State: "ok", Bar: "93.1", Spark: "M0 3l2 1"},
			{Label: "CPU", Text: text, State: "critical"}}, Ribbon: ribbonOf(text)}
}

func changesOf(text, host string) page.Changes {
	change := page.Change{At: at(text), Host: host, File: host, Before: "ok", State: "warning", Text: text}
	same := change
	same.Before, same.Zoom = "warning", "#1-2"
	return page.Changes{Heading: text, First: []page.Change{change, same}, Rest: []page.Change{change}}
}

func ribbonOf(text string) page.Ribbon {
	return page.Ribbon{OK: "M0 9h1v3H0z", Warning: "M1 5h1v7H1z", Silent: "M2 3h1v8H2z", Critical: "M3 0h1v12H3z", Gap: "M4 0h1v12H4z", More: 2, Else: true,
		Trouble: 7, Spans: []page.Span{{State: "warning", From: at(text), To: at(text)}}}
}

func table(text string) page.Table {
	since, never := rowOf(text), rowOf(text)
	since.State, since.Since = "ok", at(text)
	never.File, never.Last, never.State = "", page.Stamp{}, text
	return page.Table{Caption: "Hosts", Span: "Last 48 h", Labels: []string{"Disk", "CPU"}, Rows: []*page.Row{rowOf(text), since, never}}
}

func overviewPage(text string) *page.Overview {
	return &page.Overview{Page: headOf(text), Heading: "1 host", At: at(text), Counts: counts(), Groups: []page.Group{{Name: text}},
		Compare: []page.Link{{Title: text, File: "compare/disks.html"}}, Table: table(text), Changes: changesOf(text, text)}
}

func counts() []page.Count {
	return []page.Count{{State: "silent", N: 1, Text: "1"}, {State: "ok", N: 0, Text: "0"}}
}

func fleetPage(text string) *page.Fleet {
	block := page.Block{State: "ok", Entries: []page.Entry{{Name: text, File: "web-01", Groups: "1 2"}, {Name: text}}}
	chapter := block
	chapter.Chapter, chapter.Trouble = page.Link{Title: text, File: "hosts/1.html"}, "3"
	chapter.First = text
	return &page.Fleet{
		Overview: page.Overview{Page: headOf(text), Heading: "1 200 hosts", At: at(text), Counts: counts(), Table: table(text), Changes: changesOf(text, text),
			Groups: []page.Group{{Name: text, Link: "#group=x", Hosts: "7 hosts", Counts: counts()}}},
		Trouble: "3", Shown: "in trouble: the worst 1", More: []page.Section{{Hosts: "2", State: "warning", Blocks: []page.Block{block}}}, Others: []page.Block{chapter},
	}
}

func chapterPage(text string) *page.Chapter {
	t := table(text)
	t.ByName = true
	return &page.Chapter{Page: headOf(text), Heading: text, Place: "1–250 of 1 200 hosts, by name", Before: "1.html", Next: "3.html", Table: t}
}

func comparePage(text string) *page.Compare {
	return &page.Compare{Page: headOf(text), ID: "disks", Chart: text, Scale: page.Data{ID: "scale", JSON: []byte("{}")}, Shown: "2 hosts", Span: "48 h", To: at(text), Without: "2 hosts have no such chart.",
		Compare: []page.Link{{Title: "CPU", File: "compare/cpu.html"}, {Title: text, File: "compare/disks.html"}},
		Multiples: []page.Multiple{{Name: text, File: "web-01", State: "critical", Now: text, Note: text, Picture: []byte("<svg></svg>")},
			{Name: text, State: "ok"}}}
}

func runPage(text string) *page.Run {
	return &page.Run{Page: headOf(text), Last: at(text), Facts: []page.Fact{{Label: "Took", Value: text}}, Caption: "The last run",
		Runs: []page.RunRow{{At: at(text), Hosts: 3, Rendered: 2, Failed: 1, CPU: "3 ms", Wall: "1 s"}}}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tags returns a page's tags with the names of their attributes: all that foreign text must not add to.
func tags(html string) []string {
	list := regexp.MustCompile(`<[/!?]?[a-zA-Z](?:[^>"]|"[^"]*")*>`).FindAllString(html, -1)
	for i := range list {
		list[i] = regexp.MustCompile(`"[^"]*"`).ReplaceAllString(list[i], `""`)
	}
	return list
}

func TestForeignTextsStayTexts(t *testing.T) {
	harmless := pages("x")
	for _, text := range []string{hostile, `' onload='x`, "--></title>", "]]>", "&lt;", "\x00\u202e", "\xff\xfe", "{{.}}", "`${x}`", "javascript:x", "#:"} {
		for name, write := range pages(text) {
			html := written(t, write)
			if diff := cmp.Diff(tags(written(t, harmless[name])), tags(html)); diff != "" {
				t.Errorf("%s with %q (-harmless +this):\n%s", name, text, diff)
			}
		}
	}
}

func TestPagesKeepTheirOwnPolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+="|<img|javascript:|<script>|<script [^>]*>[^<]*alert`)
	for name, write := range pages(hostile) {
		html := written(t, write)
		if found := forbidden.FindString(html); found != "" {
			t.Errorf("%s: %q", name, found)
		}
		for _, want := range []string{`content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; ` +
			`base-uri 'none'; form-action 'none'"`, `<meta name="robots" content="noindex">`, `<html lang="en">`} {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if strings.Contains(html, "TemplFailedSanitization") {
			t.Errorf("%s: templ has refused an address", name)
		}
	}
}

func TestDataElementsRefuseJSONThatCouldEndThem(t *testing.T) {
	for json, good := range map[string]bool{`{"a":"\u003c/script>"}`: true, `{"a":"</script>"}`: false, `{"a":"<!--"}`: false} {
		p := hostPage("x")
		p.Data = []page.Data{{ID: "data", JSON: []byte(json)}}
		var b strings.Builder
		if err := Host(&b, p); (err == nil) != good {
			t.Errorf("%s: %v", json, err)
		}
		if want := `<script type="application/json" id="data">` + json + `</script>`; strings.Contains(b.String(), want) != good {
			t.Errorf("%s is written, or not: %s", json, b.String())
		}
	}
}

// TestPagesSay holds what the page script and the stylesheet find elements by, and the texts around values.
func TestPagesSay(t *testing.T) {
	for name, wants := range map[string][]string{
		"host": {
			`href="../../assets/style-1.css"`, `src="../../assets/host-1.js"`, `href="../../index.html"`, `data-last="1795348800000"`,
			`<svg></svg>`, `data-chart="disks"`, `class="card n2 folds wide side"`, `<tbody class="more">`, `Show all 3<`, `Drawn are the first 2 of 3.`,
			`<script type="application/json" id="options">{"disks":{}}</script>`, `<summary>and 1 more</summary>`, `<small>x, full <time datetime="x" data-day="1795348800000">x</time></small>`,
			`<span title="x">x</span>`, `<span title="x"><span>x</span><span>x</span></span>`, `class="key c1 dotted"`,
		},
		"overview": {
			`<h1>1 host</h1>`, `aria-sort="descending">What is wrong`, `<b>1</b> silent`, `class="ok none"`, `<th scope="col" role="columnheader">Disk</th>`, `<option>x</option>`,
			`data-host="x" data-state="warning" data-silent>`, `class="why warning">x; <span class="critical">x</span>; x; and 2 more<span hidden>; x; x</span> <span class="since">for x or more</span></td>`,
			`<span class="since">since <time datetime="x">x</time></span></td>`, `class="age-cell">never</td>`,
		},
		"fleet":           {`<h1>1 200 hosts</h1>`, `<span data-count="trouble">3</span> in trouble: the worst 1<`, `The others in trouble</h2>`, `<a href="#group=x">x</a> <span>7 hosts</span>`, `<li data-groups="1 2"><a href="host/web-01/index.html">`, `<small><span data-count="chapter">3</span> in trouble</small>`},
		"chapter":         {`href="../../index.html"`, `aria-sort="ascending">Host<`, `<a href="1.html" rel="prev">`, `<a href="3.html" rel="next">`, `1–250 of 1 200 hosts`},
		"compare":         {`href="../../host/web-01/index.html#chart=disks"`, `href="../../compare/cpu.html"`, `href="../../compare/disks.html" aria-current="page"`, `one scale</span>: <span data-since="1795348800000">48 h up to <time datetime="x">x</time></span>. Each point is the highest of several samples. States are those of this chart. 2 hosts have no such chart.</p>`},
		"run":             {`<caption>The last run</caption>`, `<td class="warning">1</td>`},
		"host, no sample": {`<span class="since">for x or more</span>`, `Nothing to draw yet`},
	} {
		html := written(t, pages("x")[name])
		for _, want := range wants {
			if !strings.Contains(html, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
	}
}

func TestPagesLeaveOutWhatThereIsNot(t *testing.T) {
	for name, unwanted := range map[string][]string{
		"host, no sample":   {"data-last", "<figure", "<noscript><p", "application/json", `class="notes"`, `class="tiles"`, `class="ranges"`},
		"overview, empty":   {"<table", "<form", `class="compare"`, "as of"},
		"fleet, no trouble": {"<table", "The others in trouble", `class="groups"`},
		"compare, no hosts": {"<figure", "data-since"},
	} {
		html := written(t, pages("x")[name])
		for _, text := range unwanted {
			if strings.Contains(html, text) {
				t.Errorf("%s has %s", name, text)
			}
		}
	}
	p := chapterPage("x")
	p.Before, p.Next = "", ""
	if html := written(t, func(w io.Writer) error { return Chapter(w, p) }); strings.Contains(html, `rel="prev"`) || strings.Contains(html, `rel="next"`) {
		t.Error("the only chapter leads to others")
	}
	h := hostPage("x")
	h.Charts[0].Folded = nil
	if html := written(t, func(w io.Writer) error { return Host(w, h) }); strings.Contains(html, "unfold") || strings.Contains(html, `class="more"`) {
		t.Error("a chart without folded rows can be unfolded")
	}
}

func TestRowsStandInBlocks(t *testing.T) {
	for hosts, want := range map[int]int{1: 1, 50: 1, 51: 2, 101: 3} {
		p := overviewPage("x")
		p.Table.Rows = make([]*page.Row, hosts)
		for i := range p.Table.Rows {
			p.Table.Rows[i] = new(page.Row)
		}
		html := written(t, func(w io.Writer) error { return Overview(w, p) })
		if rows, got := strings.Count(html, "<tr ")-1, strings.Count(html, "<tbody"); rows != hosts || got != want {
			t.Errorf("%d hosts: %d rows in %d blocks, want %d", hosts, rows, got, want)
		}
	}
}
