package render

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// TestNewSectionsHaveWorstStateOfTheirCharts has the sections in the order in which the page shows their charts.
func TestNewSectionsHaveWorstStateOfTheirCharts(t *testing.T) {
	chart := func(id, title, section string, state report.State) report.Chart {
		return report.Chart{Chart: metric.Chart{ID: id, Title: title, Section: section}, State: state}
	}
	h := &report.Host{Charts: []report.Chart{chart("disks", "Disk space", "Disk", report.Warning), chart("net", "Network", "", report.OK),
		chart("diskio", "Disk I/O", "Disk", report.Critical)}}
	order := []page.Chart{{ID: "diskio"}, {ID: "net"}, {ID: "disks"}}
	want := []page.HostSection{
		{Title: "Disk", State: "critical", Charts: []string{"diskio", "disks"}},
		{Title: "Network", Charts: []string{"net"}},
	}
	if diff := cmp.Diff(want, newSections(h, order)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
