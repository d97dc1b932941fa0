package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
)

func TestEachRuleHasAChart(t *testing.T) {
	got := NewLayout(sampler.Families(sampler.Filters{})).evidence
	delete(got, "full") // only levels
	want := map[string]string{"cpu": "cpu", "nice": "cpu", "steal": "cpu", "load": "load", "memory": "memory", "swap": "swap",
		"disk": "disks", "inodes": "inodes", "readonly": "disks", "unmounted": "disks", "neterrors": "neterrors"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("charts of the rules (-want +got):\n%s", diff)
	}
}

func TestEvidenceOfANewRuleIsFound(t *testing.T) {
	sensors := metric.Each{Array: "temps", Key: "sensor"}
	charts := []metric.Chart{
		{ID: "jobs", Lines: []metric.Line{{Field: "queue.jobs"}}},
		{ID: "errors", Lines: []metric.Line{{Field: "queue.errors"}, {Field: "queue.age"}}},
		{ID: "temps", Each: sensors, Lines: []metric.Line{{Field: "celsius"}}},
		{ID: "late", Lines: []metric.Line{{Field: "queue.age"}}, Threshold: "age"},
	}
	for _, c := range []struct {
		rule metric.Rule
		want string
	}{
		{metric.Rule{Name: "errors", Field: "queue.errors"}, "errors"},
		{metric.Rule{Name: "age", Field: "queue.age"}, "late"},
		{metric.Rule{Name: "workers", Field: "queue.workers"}, "jobs"},
		{metric.Rule{Name: "fan", Each: sensors, Field: "rpm"}, "temps"},
		{metric.Rule{Name: "other", Field: "elsewhere.jobs"}, ""},
	} {
		if got := evidenceOf(charts, c.rule); got != c.want {
			t.Errorf("%s: chart %q, want %q", c.rule.Name, got, c.want)
		}
	}
}

func TestReasonsNameTheirChartAndRule(t *testing.T) {
	mounts := bson.A{}
	for _, name := range []string{"/srv", "/var"} {
		mounts = append(mounts, bson.D{{Key: "mount", Value: name}, {Key: "used", Value: 93}, {Key: "free", Value: 7}})
	}
	warning, critical := 87.5, 92.0
	own := metric.Change{Key: "mount", Names: []string{"/srv"}, Levels: map[string]metric.PartialLevel{"disk": {Warning: &warning, Critical: &critical}}}
	doc := bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: mounts}}
	reasonsAre(t, decode(t, doc).Host("example01", at(1), metric.Thresholds{Hold: 1, Changes: []metric.Change{own}}),
		"/srv disks: critical from 92 % used", "/var disks: warning from 85 % used")
	reasonsAre(t, window(t, growing(3, 82, 0), -10000, 0), "/var disks: warning if full in 7 days or less; critical in 4 days")
	reasonsAre(t, decode(t, doc).Host("example01", at(1000), metric.Thresholds{Hold: 1, Silent: 3}),
		" : ", "/srv disks: warning from 85 % used", "/var disks: warning from 85 % used")
}

// reasonsAre compares the elements, charts and rules of a host's reasons.
func reasonsAre(t *testing.T, h *Host, want ...string) {
	t.Helper()
	var got []string
	for _, r := range h.Reasons {
		got = append(got, r.Element+" "+r.Chart+": "+r.Rule)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons %+v (-want +got):\n%s", h.Reasons, diff)
	}
}

func TestLinesInTroubleAreNotFolded(t *testing.T) {
	mounts := bson.A{}
	for i := range 12 {
		mounts = append(mounts, bson.D{{Key: "mount", Value: string(rune('a' + i))}, {Key: "used", Value: 60 - i}, {Key: "free", Value: 40 + i}})
	}
	low := 10.0
	own := metric.Change{Key: "mount", Names: []string{"b", "d", "k", "l"}, Levels: map[string]metric.PartialLevel{"disk": {Warning: &low}}}
	h := decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: mounts}}).Host("example01", at(1), metric.Thresholds{Hold: 1, Changes: []metric.Change{own}})
	got := ""
	for _, s := range h.Charts[0].Unfolded() {
		got += s.Element
	}
	if got != "bdklacef" || h.Charts[0].State != Warning {
		t.Errorf("shown are %s, in state %v", got, h.Charts[0].State)
	}
}
