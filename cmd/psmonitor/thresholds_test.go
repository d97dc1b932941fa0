package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/render/report"
)

func TestThresholdsFor(t *testing.T) {
	c := defaultConfig()
	err := c.parse([]byte(`
[thresholds]
cpu = { warning = 70, critical = 80 }
[[override]]
hosts = ["backup-*", "db-*"]
thresholds = { disk = { warning = 97, critical = 99 }, hold = 6 }
[[override]]
hosts = ["db-0?"]
thresholds = { disk = { warning = 60 }, silent = 5 }
`))
	if err != nil {
		t.Fatal(err)
	}
	general := report.DefaultThresholds()
	general.CPU = report.Level{Warning: 70, Critical: 80}
	backup := general
	backup.Disk, backup.Hold = report.Level{Warning: 97, Critical: 99}, 6
	db := backup
	db.Disk, db.Silent = report.Level{Warning: 60}, 5
	for host, want := range map[string]report.Thresholds{"web-01": general, "backup-9": backup, "db-01": db, "db-x1": backup} {
		if diff := cmp.Diff(want, c.thresholdsFor(host)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", host, diff)
		}
	}
	if diff := cmp.Diff(report.DefaultThresholds(), defaultConfig().thresholdsFor("web-01")); diff != "" {
		t.Errorf("without configuration (-want +got):\n%s", diff)
	}
}

func TestDefaultThresholdsKeepTheRules(t *testing.T) {
	d := report.DefaultThresholds()
	change := thresholdChange{&d.Disk, &d.Inodes, &d.Memory, &d.Swap, &d.CPU, &d.Load, &d.Full, &d.Silent, &d.Hold}
	if err := change.check("thresholds"); err != nil {
		t.Error(err)
	}
}
