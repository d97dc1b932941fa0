package config

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
)

func warning(v float64) metric.PartialLevel { return metric.PartialLevel{Warning: &v} }

func level(warning, critical float64) metric.PartialLevel {
	return metric.PartialLevel{Warning: &warning, Critical: &critical}
}

// levelsOf returns the level of a rule for a host and, of an array's element, as in a change.
func levelsOf(t *testing.T, c Config, host, rule, key, element string) metric.Level {
	t.Helper()
	thresholds := c.ThresholdsOf(host)
	for _, r := range rules() {
		if r.Name == rule {
			return thresholds.LevelOf(&r, key, element)
		}
	}
	t.Fatalf("no rule %s", rule)
	return metric.Level{}
}

func TestLaterOverridesWin(t *testing.T) {
	c := defaults()
	err := c.decode([]byte(`
[thresholds]
cpu = { warning = 70, critical = 80 }
memory = { critical = 0 }
[[group]]
name = "databases"
hosts = ["db-*"]
[[override]]
hosts = ["backup-*", "db-*"]
thresholds = { disk = { warning = 97, critical = 99 }, hold = 6 }
[[override]]
hosts = ["db-0?"]
thresholds.disk.warning = 60
thresholds.silent = 5
[[override]]
groups = ["databases"]
hosts = ["*1"]
thresholds = { cpu = { critical = 75 } }
[[override]]
mounts = ["/backup/*", "/old"]
thresholds = { disk = { critical = 96 }, full = { warning = 48 } }
[[override]]
groups = ["databases"]
mounts = ["/old"]
thresholds.disk.critical = 0
`), rules())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		host, rule, mount string
		want              metric.Level
	}{
		{"web-01", "cpu", "", metric.Level{Warning: 70, Critical: 80}},
		{"web-01", "memory", "", metric.Level{Warning: 10}},
		{"web-01", "disk", "/", metric.Level{Warning: 85, Critical: 95}},
		{"web-01", "disk", "/backup/a/b", metric.Level{Warning: 85, Critical: 96}},
		{"web-01", "inodes", "/backup/a", metric.Level{Warning: 85, Critical: 95}},
		{"web-01", "full", "/backup/a", metric.Level{Warning: 48, Critical: 24}},
		{"web-01", "full", "", metric.Level{Warning: 168, Critical: 24}},
		{"backup-9", "disk", "/", metric.Level{Warning: 97, Critical: 99}},
		{"backup-9", "disk", "/old", metric.Level{Warning: 96, Critical: 96}}, // the later level, and never a warning above it
		{"db-01", "disk", "/", metric.Level{Warning: 60, Critical: 99}},
		{"db-01", "disk", "/old", metric.Level{Warning: 60}},
		{"db-01", "cpu", "", metric.Level{Warning: 70, Critical: 75}},
		{"db-02", "cpu", "", metric.Level{Warning: 70, Critical: 80}},
		{"web-01", "cpu", "", metric.Level{Warning: 70, Critical: 80}},
	} {
		key := ""
		if test.mount != "" {
			key = "mount"
		}
		if got := levelsOf(t, c, test.host, test.rule, key, test.mount); got != test.want {
			t.Errorf("%s, %s %s: %v, want %v", test.host, test.rule, test.mount, got, test.want)
		}
	}
	for host, want := range map[string]metric.Thresholds{"web-01": {Hold: 3, Silent: 3}, "backup-9": {Hold: 6, Silent: 3}, "db-01": {Hold: 6, Silent: 5}} {
		if got := c.ThresholdsOf(host); got.Hold != want.Hold || got.Silent != want.Silent {
			t.Errorf("%s: hold %d, silent %v, want %d, %v", host, got.Hold, got.Silent, want.Hold, want.Silent)
		}
	}
	if diff := cmp.Diff(metric.DefaultThresholds(), defaults().ThresholdsOf("web-01")); diff != "" {
		t.Errorf("without configuration (-want +got):\n%s", diff)
	}
}

// TestOverridesSelectElementsOfAnyRule checks the keys that follow from a rule of a further family.
func TestOverridesSelectElementsOfAnyRule(t *testing.T) {
	drops := metric.Rule{Name: "drops", Each: metric.Each{Array: "net", Key: "interface"}, Level: metric.Level{Warning: 5}, Max: 100}
	c := defaults()
	text := "[[override]]\ninterfaces = [\"eth*\"]\nmounts = [\"/x\"]\nthresholds = { drops = { critical = 50 }, disk = { warning = 9 } }"
	if err := c.decode([]byte(text), append(rules(), drops)); err != nil {
		t.Fatal(err)
	}
	thresholds := c.ThresholdsOf("web-01")
	if got, want := thresholds.LevelOf(&drops, "interface", "eth0"), (metric.Level{Warning: 5, Critical: 50}); got != want {
		t.Errorf("eth0: %v, want %v", got, want)
	}
	if got, want := thresholds.LevelOf(&drops, "interface", "/x"), drops.Level; got != want {
		t.Errorf("another interface: %v, want %v", got, want)
	}
	if got, want := levelsOf(t, c, "web-01", "disk", "mount", "/x"), (metric.Level{Warning: 9, Critical: 95}); got != want {
		t.Errorf("/x: %v, want %v", got, want)
	}
}

// TestDocumentedThresholdsAreValid reads the examples of docs/thresholds.md.
func TestDocumentedThresholdsAreValid(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "thresholds.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllSubmatch(text, -1)
	if len(examples) == 0 {
		t.Error("no example")
	}
	for _, e := range examples {
		c := defaults()
		if err := c.decode(e[1], rules()); err != nil {
			t.Errorf("%v\n%s", err, e[1])
		}
	}
}

func TestPagesDependOnOverrides(t *testing.T) {
	basis := func(text string) string {
		c := defaults()
		if err := c.decode([]byte(text), rules()); err != nil {
			t.Fatal(err)
		}
		return c.PageBasis("v")
	}
	seen := map[string]string{}
	for _, text := range []string{
		"", "[thresholds]\ndisk.warning = 80", "[thresholds]\ndisk.critical = 96",
		"[[override]]\nmounts = [\"/a\"]\nthresholds.disk.warning = 80", "[[override]]\nmounts = [\"/b\"]\nthresholds.disk.warning = 80",
	} {
		b := basis(text)
		if other, known := seen[b]; known || b == "" {
			t.Errorf("%q and %q have the same basis %q", text, other, b)
		}
		seen[b] = text
	}
}

func TestDefaultThresholdsAreAllowed(t *testing.T) {
	d := metric.DefaultThresholds()
	given := Thresholds{Levels: map[string]metric.PartialLevel{}, Silent: &d.Silent, Hold: &d.Hold}
	for _, r := range rules() {
		given.Levels[r.Name] = level(r.Warning, r.Critical)
	}
	if err := given.check("thresholds", rules(), Thresholds{}); err != nil {
		t.Error(err)
	}
}

// TestNegativeLevels checks levels of a rule whose values may be below zero.
func TestNegativeLevels(t *testing.T) {
	cold := metric.Rule{Name: "cold", Min: -273, Max: 100, Below: true}
	for text, want := range map[string]string{
		"cold = { warning = -18, critical = -40 }": "",
		"cold = { warning = -18 }":                 "",
		"cold = { critical = -40 }":                "",
		"cold = { warning = -300 }":                "line 2, column 1: thresholds.cold: -300 is out of range: write -273 to 100, or 0 (never)",
		"cold = { warning = nan }":                 "line 2, column 1: thresholds.cold: NaN is out of range: write -273 to 100, or 0 (never)",
	} {
		c := defaults()
		got := ""
		if err := c.decode([]byte("[thresholds]\n"+text), []metric.Rule{cold}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
