package render

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

var (
	element = regexp.MustCompile(`<[/!?]?[a-zA-Z](?:[^>"]|"[^"]*")*>`)
	quoted  = regexp.MustCompile(`"[^"]*"`)
	halves  = regexp.MustCompile(`"><span>([^<]*)</span><span>([^<]*)</span></span></(button|a)>`) // of a long name, as chart.templ and elements.templ write it
)

// elements are a page's tags with the names of their attributes: all that foreign text must not add to.
func elements(page string) (list []string) {
	whole := halves.ReplaceAllString(page, `">$1$2</span></$3>`)
	for _, t := range element.FindAllString(whole, -1) {
		list = append(list, quoted.ReplaceAllString(t, `""`))
	}
	return list
}

// FuzzNames has any text as the names of a machine, a disk and a kernel. The pages have the same elements as with
// harmless names, all their JSON is valid, and the same names give the same bytes.
func FuzzNames(f *testing.F) {
	f.Add("web-01", "/var")
	f.Add(hostile, hostile)
	f.Add("__proto__", "{a|b}${1}{{.}}")
	f.Add("\x01", "\x01/\x01")
	f.Add("\u202etxt\x00\x1b[31m", "\xff\u2028]]>-->")
	f.Add(`" onload="x`, `' onload='x`)
	s := open(f, f.TempDir())
	f.Cleanup(func() {
		if err := s.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, server, mount string) {
		if server == "a" || mount == "" || mount == "/" || len(server) > 1024 || len(mount) > 1024 {
			return // not shown, or shown as another row
		}
		page := pageWith(t, s, server, mount)
		harmless := pageWith(t, s, harmlessName(server), "/x")
		if diff := cmp.Diff(elements(harmless), elements(page)); diff != "" {
			t.Errorf("elements (-with harmless names +with these):\n%s", diff)
		}
		if !utf8.ValidString(page) || strings.ContainsAny(page, "\x00\x1b\u202e\u2028\u2029") {
			t.Error("a character that is not for a page")
		}
		for _, block := range jsonBlocks.FindAllStringSubmatch(page, -1) {
			if !json.Valid([]byte(block[1])) {
				t.Errorf("no JSON: %s", block[1])
			}
		}
		if again := pageWith(t, s, server, mount); again != page {
			t.Error("the same names give other bytes")
		}
	})
}

var jsonBlocks = regexp.MustCompile(`(?s)<script type="application/json"[^>]*>(.*?)</script>`)

// harmlessName stands for a name, where there is one.
func harmlessName(name string) string {
	if name == "" {
		return ""
	}
	return "x"
}

func pageWith(t *testing.T, s *Site, server, mount string) string {
	t.Helper()
	d := report.NewDecoder(testLayout(), report.Window)
	err := errors.Join(d.Add(document(t, 5, server, mount)), d.Add(document(t, 0, server, mount)))
	if err != nil {
		t.Fatal(err)
	}
	return string(pageOn(t, s, new(pageBuffer), d.Host("a", noon, metric.DefaultThresholds())))
}
