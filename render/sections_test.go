package render

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

func TestNewSectionsHaveWorstStateOfTheirCharts(t *testing.T) {
	chart := func(id, title, section string, state report.State) report.Chart {
		return report.Chart{Chart: metric.Chart{ID: id, Title: title, Section: section}, State: state}
	}
	h := &report.Host{Charts: []report.Chart{chart("disks", "Disk space", "Disk", report.Warning), chart("net", "Network", "", report.OK),
		chart("diskio", "Disk I/O", "Disk", report.Critical)}}
	want := []page.HostSection{
		{Title: "Disk", State: "critical", Charts: []string{"disks", "diskio"}},
		{Title: "Network", Charts: []string{"net"}},
	}
	if diff := cmp.Diff(want, newSections(h)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
