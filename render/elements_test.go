package render

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// reported returns the report of three samples of a host with the real families, which have these fields.
func reported(t *testing.T, thresholds metric.Thresholds, fields bson.D) *report.Host {
	t.Helper()
	d := report.NewDecoder(report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...), report.Window)
	for i := range 3 {
		raw, err := bson.Marshal(append(bson.D{{Key: "date", Value: noon.Add(time.Duration(i-2) * 5 * time.Minute)}}, fields...))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Add(raw); err != nil {
			t.Fatal(err)
		}
	}
	return d.Host("a", noon, thresholds)
}

// mount returns an element of disks, with percentages used.
func mount(name string, used, inodesUsed int) bson.D {
	return bson.D{{Key: "mount", Value: name}, {Key: "used", Value: used << 20}, {Key: "free", Value: (100 - used) << 20}, {Key: "total", Value: 100 << 20},
		{Key: "inodes", Value: 1000}, {Key: "inodes_used", Value: 10 * inodesUsed}}
}

func cpuOf(user float64) bson.E {
	return bson.E{Key: "cpu", Value: bson.D{{Key: "user", Value: user}, {Key: "idle", Value: 100 - user}}}
}

func swapOf(used int) bson.E {
	return bson.E{Key: "virtmem", Value: bson.D{{Key: "total", Value: 1 << 30}, {Key: "used", Value: used}}}
}

func netOf(errors float64) bson.E {
	return bson.E{Key: "net", Value: bson.A{bson.D{{Key: "interface", Value: "eth0"}, {Key: "rx", Value: 5.0}, {Key: "tx", Value: 5.0}, {Key: "errors", Value: errors}, {Key: "drops", Value: 0.0}}}}
}

func TestChartsInTroubleComeFirstAndQuietOnesLast(t *testing.T) {
	for name, c := range map[string]struct {
		fields bson.D
		want   string
	}{
		"nothing to see":     {bson.D{cpuOf(5), swapOf(0), netOf(0)}, "cpu net swap: not used in 10 min neterrors: none in 10 min"},
		"something to see":   {bson.D{cpuOf(5), swapOf(1), netOf(0.1)}, "cpu swap net neterrors"},
		"disks are well":     {bson.D{cpuOf(5), {Key: "disks", Value: bson.A{mount("/", 50, 5)}}}, "cpu disks inodes: newest values beside Disk space"},
		"a disk is too full": {bson.D{cpuOf(5), {Key: "disks", Value: bson.A{mount("/", 90, 5)}}}, "disks cpu inodes: newest values beside Disk space"},
		"the worst is first": {bson.D{cpuOf(5), {Key: "disks", Value: bson.A{mount("/", 90, 99)}}}, "inodes disks cpu"},
	} {
		var got []string
		for _, chart := range hostCharts(new(pageBuffer), reported(t, metric.DefaultThresholds(), c.fields)) {
			text := chart.ID
			if chart.Note != "" {
				text += ": " + chart.Note
			}
			got = append(got, text)
			if shut := chart.Note != "" || chart.Elements != nil; chart.Shut != shut {
				t.Errorf("%s: %s is shut: %v", name, chart.ID, chart.Shut)
			}
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestElementsAreRowsOfATable(t *testing.T) {
	warning, critical := 97.0, 99.0
	own := metric.Change{Key: "mount", Names: []string{"/srv"}, Levels: map[string]metric.PartialLevel{"disk": {Warning: &warning, Critical: &critical}}}
	h := reported(t, metric.Thresholds{Hold: 3, Changes: []metric.Change{own}},
		bson.D{{Key: "disks", Value: bson.A{mount("/srv", 96, 5), mount("/var", 90, 70), append(mount("/iso", 100, 0), bson.E{Key: "readonly", Value: 1})}}})
	charts := hostCharts(new(pageBuffer), h)
	want := &page.Elements{Columns: []string{"Used", "Free", "Size"}, Span: "2 h", Beside: page.Link{Title: "Inodes", File: "inodes"}, Rows: []page.Element{
		{Name: "/var", Head: "/var", Color: 2, State: "warning", Now: "90.0 %", Bar: "90", Warning: "85", Critical: "95", Values: []string{"90.0 MiB", "10.0 MiB", "100 MiB"}, Beside: "70.0 %", BesideState: "near"},
		{Name: "/srv", Head: "/srv", Color: 1, State: "ok", Now: "96.0 %", Bar: "96", Warning: "97", Critical: "99", Values: []string{"96.0 MiB", "4.0 MiB", "100 MiB"}, Beside: "5.0 %", BesideState: "ok"},
		{Name: "/iso", Head: "/iso", Color: 3, State: "ok", Now: "100.0 %", Bar: "100", Values: []string{"100 MiB", "0 B", "100 MiB"}, Beside: "0.0 %", BesideState: "ok"},
	}}
	for i := range charts[0].Elements.Rows {
		e := &charts[0].Elements.Rows[i]
		if e.Spark == "" {
			t.Errorf("%s has no course", e.Name)
		}
		e.Spark = ""
	}
	if diff := cmp.Diff(want, charts[0].Elements); diff != "" {
		t.Errorf("elements (-want +got):\n%s", diff)
	}
	if first := charts[0].First[0]; first.Name != "/var" || first.State != "warning" || first.Others != nil {
		t.Errorf("the first line of the chart is %+v", first)
	}
}
