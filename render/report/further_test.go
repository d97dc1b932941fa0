package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
)

// realHost returns the report of four samples with the real families, which have these fields, a share of memory available, and a
// share of swap used, in percent.
func realHost(t *testing.T, list []metric.Change, available, swap int, fields ...bson.E) *Host {
	t.Helper()
	d := NewDecoder(NewLayout(sampler.Families(sampler.Filters{})), Window)
	for i := range 4 {
		doc := append(bson.D{{Key: "date", Value: at(5 * i)},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: 1000}, {Key: "used", Value: 500}, {Key: "available", Value: 10 * available}}},
			{Key: "virtmem", Value: bson.D{{Key: "total", Value: 400}, {Key: "used", Value: 4 * swap}}}}, fields...)
		if err := d.Add(marshal(t, doc)); err != nil {
			t.Fatal(err)
		}
	}
	return d.Host("example01", at(15), metric.Thresholds{Hold: 1, Changes: list})
}

// cpuTimes is a field in which nothing else takes the CPU but nice and steal, in percent.
func cpuTimes(nice, steal float64) bson.E {
	return bson.E{Key: "cpu", Value: bson.D{{Key: "user", Value: 0.0}, {Key: "system", Value: 0.0}, {Key: "nice", Value: nice}, {Key: "steal", Value: steal},
		{Key: "iowait", Value: 0.0}, {Key: "idle", Value: 100 - nice - steal}}}
}

// chartOf returns the host's chart of that ID.
func chartOf(t *testing.T, h *Host, id string) *Chart {
	t.Helper()
	for i := range h.Charts {
		if h.Charts[i].ID == id {
			return &h.Charts[i]
		}
	}
	t.Fatalf("no chart %s", id)
	return nil
}

// Swap is judged while memory is short.
func TestSwapHasItsLevelsWhileItIsJudged(t *testing.T) {
	c := chartOf(t, realHost(t, nil, 4, 82), "swap")
	if want := (metric.Level{Warning: 200, Critical: 360}); c.Levels != want || c.Shares != (metric.Level{Warning: 50, Critical: 90}) {
		t.Errorf("memory is short: levels %v, %v percent, want %v", c.Levels, c.Shares, want)
	}
	if c := chartOf(t, realHost(t, nil, 40, 82), "swap"); c.Levels != (metric.Level{}) {
		t.Errorf("memory is not short: levels %v, want none", c.Levels)
	}
}

func TestChartsDrawTheLevelsOfAllThatTheyShow(t *testing.T) {
	busy := changes(map[string]metric.Level{"nice": {Warning: 97}})
	own := ofMounts("/srv", map[string]metric.Level{"disk": {Warning: 70, Critical: 80}})
	root := bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 20}, {Key: "free", Value: 80}}
	disks := func(used int) bson.E {
		return bson.E{Key: "disks", Value: bson.A{root, bson.D{{Key: "mount", Value: "/srv"}, {Key: "used", Value: used}, {Key: "free", Value: 100 - used}}}}
	}
	for name, c := range map[string]struct {
		changes []metric.Change
		chart   string
		field   bson.E
		want    []FurtherLevel
	}{
		"nothing else is judged":      {nil, "cpu", cpuTimes(50, 1), nil},
		"steal is a reason":           {nil, "cpu", cpuTimes(0, 30), []FurtherLevel{{10, Warning}}},
		"the level of nice was set":   {busy, "cpu", cpuTimes(50, 0), []FurtherLevel{{97, Warning}}},
		"and it is a reason":          {busy, "cpu", cpuTimes(99, 0), []FurtherLevel{{97, Warning}}},
		"a disk with levels is well":  {own, "disks", disks(60), nil},
		"it is not well":              {own, "disks", disks(75), []FurtherLevel{{70, Warning}, {80, Critical}}},
		"a disk has the usual levels": {nil, "disks", disks(90), nil},
	} {
		if diff := cmp.Diff(c.want, chartOf(t, realHost(t, c.changes, 50, 0, c.field), c.chart).Further); diff != "" {
			t.Errorf("%s: further levels (-want +got):\n%s", name, diff)
		}
	}
}

func TestReasonsLeadToWhatMayExplainThem(t *testing.T) {
	full := bson.D{{Key: "used", Value: 90}, {Key: "free", Value: 10}}
	h := realHost(t, nil, 4, 82, cpuTimes(0, 0),
		bson.E{Key: "diskio", Value: bson.A{bson.D{{Key: "device", Value: "sda"}, {Key: "read", Value: 1.0}, {Key: "busy", Value: 90.0}}}},
		bson.E{Key: "disks", Value: bson.A{append(bson.D{{Key: "mount", Value: "/a"}}, full...), append(bson.D{{Key: "mount", Value: "/b"}}, full...)}})
	var got []string
	for _, r := range h.Reasons {
		got = append(got, r.Kind+" "+r.Element+": "+strings.Join(r.See, " "))
	}
	want := []string{"memory : swap cpu diskbusy", "disk /a: diskio", "disk /b: ", "swap : memory cpu diskbusy"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("charts (-want +got):\n%s", diff)
	}
	if see := realHost(t, nil, 4, 0, cpuTimes(0, 0)).Reasons[0].See; strings.Join(see, " ") != "cpu" {
		t.Errorf("memory without swap leads to %v, want cpu alone", see)
	}
}

// TestWarningSaysWhenItBecomesCritical: by the value or by the time left, whichever is sooner.
func TestWarningSaysWhenItBecomesCritical(t *testing.T) {
	for _, c := range []struct {
		now, perDay float64
		levels      map[string]metric.Level
		want        string
	}{
		{93, 7. / 3, nil, "warning from 85 % used; critical in 21 hours"},
		{93, 0, nil, "warning from 85 % used"},
		{99, 0.3, nil, "critical from 95 % used"},
		{82, 3, nil, "warning if full in 7 days or less; critical in 4 days"},
		{88, 6, map[string]metric.Level{"disk": {Warning: 85}}, "warning from 85 % used; critical in 24 hours"},
		{88, 6, map[string]metric.Level{"disk": {Warning: 85}, "full": {}}, "warning from 85 % used"},
	} {
		h := hostOf(t, changes(c.levels), map[string][2]float64{"/var": {c.now, c.perDay}})
		if len(h.Reasons) != 1 || h.Reasons[0].Rule != c.want {
			t.Errorf("%v %%, %v points a day: reasons %+v, want the rule %q", c.now, c.perDay, h.Reasons, c.want)
		}
	}
}

// TestForecastThatMakesAStateIsDrawn has a day of samples, and an end four and a half days ahead.
func TestForecastThatMakesAStateIsDrawn(t *testing.T) {
	h := window(t, growing(4, 78, 0), 0, 24*60)
	if len(h.Reasons) != 1 || !h.Reasons[0].ByForecast {
		t.Fatalf("reasons %+v, want a forecast", h.Reasons)
	}
	if tails := h.Tails(); len(tails) != 1 {
		t.Errorf("tails %+v, want one", tails)
	}
}
