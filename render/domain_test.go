package render

import (
	"bytes"
	"strings"
	"testing"

	"psmonitor/render/page"
)

func TestDomainIsWhatMostNamesEndWith(t *testing.T) {
	for names, want := range map[string]string{
		"":                                  "",
		"a.b.org":                           "", // of one host nothing is common
		"web db":                            "",
		"a.x.org b.x.org":                   ".x.org",
		"a.r1.org b.r2.org":                 ".org",
		"a.x.org b.x.org c.x.org d.y.com e": ".x.org",
		"a.x.org b.x.org d.y.com e.y.com":   "",
		"b.x.org a.x.org x.org c.w.x.org d.x.org": ".x.org",
	} {
		var rows []hostRow
		for _, name := range strings.Fields(names) {
			rows = append(rows, hostRow{Row: page.Row{Name: name}})
		}
		if got := domainOf(rows); got != want {
			t.Errorf("%s: %q, want %q", names, got, want)
		}
	}
}

func TestSharedDomainIsToldApart(t *testing.T) {
	rows := []hostRow{{Row: page.Row{Name: "a.x.org", File: "a.x.org"}}, {Row: page.Row{Name: "b.x.org"}}, {Row: page.Row{Name: "c.y.org"}}}
	markDomains(rows)
	var b bytes.Buffer
	s := open(t, t.TempDir())
	defer s.Close()
	if err := s.overview(&b, rows, nil, nil, noon); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<a href="host/a.x.org/index.html">a<span class="domain">.x.org</span></a>`, `<b>b<span class="domain">.x.org</span></b>`, `<b>c.y.org</b>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
