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
	return fields{"Title": hostile, "Here": hostile, "Root": "../../", "Script": "assets/host-1.js", "Style": "assets/style-1.css",
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

// hostPage is a page with one chart of n rows, whose every foreign name is hostile.
func hostPage(rows int) fields {
	chart := fields{"ID": "disks", "Title": "Disk space", "Unit": "percent", "Wide": true, "SVG": template.HTML("<svg></svg>"),
		"More": []fields(nil), "Data": template.JS(`{"disks_0":{}}`), "Columns": []string{"Size"}}
	var list []fields
	for range rows {
		list = append(list, fields{"Series": "disks_0", "Name": hostile, "Color": 3, "Dash": "dashed", "Now": "1 %", "Min": "0 %",
			"Avg": "1 %", "Max": "2 %", "Extra": []string{"9 GiB"}})
	}
	chart["Rows"], chart["Total"] = list[:min(rows, 8)], rows
	if rows > 8 {
		chart["More"] = list[8:]
	}
	return with(page("warning"), fields{"Name": "web-01", "Server": hostile, "Last": last(1795348800000), "Cadence": int64(300000),
		"Facts": []fields{{"Label": "Kernel", "Value": hostile}}, "Reasons": []string{hostile}, "Notes": []string{hostile},
		"Since":  last(1795300000000),
		"Tiles":  []fields{{"Label": "Disk", "Text": "93 %", "Detail": hostile, "State": "warning", "Percent": 93.1, "Spark": "M0 3l2 1"}},
		"Charts": []fields{chart}, "Options": template.JS(`{"disks":{}}`), "Data": template.JS(`{"time":[1]}`)})
}

func overviewPage(hosts int) fields {
	value := fields{"Label": "Disk", "Text": "33 %", "Detail": hostile, "Percent": 33.3, "Spark": "M0 3l2 1", "State": "ok"}
	var list []fields
	for range hosts {
		list = append(list, fields{"Name": "web-01", "File": "web-01", "State": "silent", "Reasons": []string{hostile, "load"},
			"Last": last(1795348800000), "Cadence": int64(300000), "Values": []fields{value}})
	}
	return with(page("silent"), fields{"Root": "", "Hosts": list, "Counts": []fields{{"State": "silent", "N": hosts}}})
}

func comparePage(hosts int) fields {
	var list []fields
	for range hosts {
		list = append(list, fields{"Name": hostile, "File": "web-01", "State": "critical", "Now": "95 %", "Detail": hostile,
			"SVG": template.HTML("<svg></svg>")})
	}
	return with(page("critical"), fields{"Root": "../", "Charts": list, "Others": 2, "Compare": []fields{
		{"Title": "CPU", "File": "compare/cpu.html"}, {"Title": hostile, "File": "compare/disks.html"}}})
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
		"host":               execute(t, "host.gohtml", hostPage(12)),
		"host, no sample":    execute(t, "host.gohtml", with(hostPage(0), fields{"Charts": nil, "Last": last(0)})),
		"overview":           execute(t, "overview.gohtml", overviewPage(3)),
		"compare":            execute(t, "compare.gohtml", comparePage(2)),
		"compare, no hosts":  execute(t, "compare.gohtml", comparePage(0)),
		"overview, no hosts": execute(t, "overview.gohtml", overviewPage(0)),
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
	html := execute(t, "host.gohtml", hostPage(12))
	for _, want := range []string{
		`href="../../assets/style-1.css"`, `src="../../assets/host-1.js"`, `href="../../index.html"`,
		`data-chart="disks"`, `data-last="1795348800000"`, `<svg></svg>`, `class="key c3 dashed"`,
		`<script type="application/json" id="options">{"disks":{}}</script>`,
		`<script type="application/json" id="data">{"time":[1]}</script>`,
		`<script type="application/json" id="data-disks">{"disks_0":{}}</script>`,
		`</tbody><tbody class="more">`, `Show all 12`, `Drawn are the first 8 of 12.`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(execute(t, "host.gohtml", hostPage(8)), "unfold") {
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
	html := execute(t, "overview.gohtml", overviewPage(101))
	for _, want := range []string{`href="host/web-01/index.html"`, `<path d="M0 3l2 1"/>`, `width="33.3"`, `; load</td>`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s", want)
		}
	}
	if got := strings.Count(html, "<tbody"); got != 3 {
		t.Errorf("101 hosts are in %d blocks, want 3", got)
	}
}
