package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
)

func TestLaterOverridesWin(t *testing.T) {
	c := defaults()
	err := c.decode([]byte(`
[thresholds]
cpu = { warning = 70, critical = 80 }
[[override]]
hosts = ["backup-*", "db-*"]
thresholds = { disk = { warning = 97, critical = 99 }, hold = 6 }
[[override]]
hosts = ["db-0?"]
thresholds.disk.warning = 60
thresholds.silent = 5
`), rules())
	if err != nil {
		t.Fatal(err)
	}
	cpu, disk := metric.Level{Warning: 70, Critical: 80}, metric.Level{Warning: 97, Critical: 99}
	general := metric.Thresholds{Levels: map[string]metric.Level{"cpu": cpu}, Hold: 3, Silent: 3}
	backup := metric.Thresholds{Levels: map[string]metric.Level{"cpu": cpu, "disk": disk}, Hold: 6, Silent: 3}
	db := metric.Thresholds{Levels: map[string]metric.Level{"cpu": cpu, "disk": {Warning: 60}}, Hold: 6, Silent: 5}
	for host, want := range map[string]metric.Thresholds{"web-01": general, "backup-9": backup, "db-01": db, "db-x1": backup} {
		if diff := cmp.Diff(want, c.ThresholdsOf(host)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", host, diff)
		}
	}
	if diff := cmp.Diff(metric.DefaultThresholds(), defaults().ThresholdsOf("web-01")); diff != "" {
		t.Errorf("without configuration (-want +got):\n%s", diff)
	}
}

func TestDefaultThresholdsAreAllowed(t *testing.T) {
	d := metric.DefaultThresholds()
	given := Thresholds{Levels: map[string]metric.Level{}, Silent: &d.Silent, Hold: &d.Hold}
	for _, r := range rules() {
		given.Levels[r.Name] = d.Level(&r)
	}
	if err := given.check("thresholds", rules()); err != nil {
		t.Error(err)
	}
}

// TestNegativeLevels checks levels of a rule whose values may be below zero.
func TestNegativeLevels(t *testing.T) {
	cold := metric.Rule{Name: "cold", Min: -273, Max: 100, Below: true}
	for text, want := range map[string]string{
		"cold = { warning = -18, critical = -40 }": "",
		"cold = { warning = -18 }":                 "",
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
