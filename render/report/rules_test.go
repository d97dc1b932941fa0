package report

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// made is a family that no host has: elements with negative values, and values of the host judged by means, by another
// field, and on a condition.
func made() metric.Family {
	each := metric.Each{Array: "temps", Key: "sensor"}
	return metric.Family{
		Charts: []metric.Chart{
			{ID: "temps", Unit: "celsius", Each: each, Threshold: "cold", Lines: []metric.Line{{Field: "celsius"}}},
			{ID: "queue", Unit: metric.Count, Threshold: "queue", Lines: []metric.Line{{Name: "jobs", Field: "queue.jobs"}}},
		},
		Rules: []metric.Rule{
			{Name: "cold", Each: each, Field: "celsius", Below: true, Level: metric.Level{Warning: -4, Critical: -20}, Min: -50, Max: 50, Margin: 2, Text: "%s %.0f °C"},
			{Name: "queue", Order: 1, Field: "queue.jobs", Per: "queue.workers", Mean: time.Hour, Level: metric.Level{Warning: 10}, Max: 1e6, Part: 0.5, Text: "%.1f jobs per worker"},
			{Name: "errors", Order: 2, Field: "queue.errors", While: "queue", Level: metric.Level{Warning: 1}, Max: 1e6, Margin: 1, Text: "%.0f errors"},
		},
	}
}

// madeHost returns the report of samples, half an hour apart, of a sensor, the jobs of four workers, and errors.
func madeHost(t *testing.T, levels map[string]metric.Level, celsius, jobs, errors []float64) *Host {
	t.Helper()
	d := NewDecoder(NewLayout([]metric.Family{made()}), Window)
	for i, v := range celsius {
		err := d.Add(marshal(t, bson.D{{Key: "date", Value: at(30 * i)},
			{Key: "temps", Value: bson.A{bson.D{{Key: "sensor", Value: "freezer"}, {Key: "celsius", Value: v}}}},
			{Key: "queue", Value: bson.D{{Key: "jobs", Value: jobs[i]}, {Key: "workers", Value: 4}, {Key: "errors", Value: errors[i]}}}}))
		if err != nil {
			t.Fatal(err)
		}
	}
	return d.Host("example01", at(30*len(celsius)-30), metric.Thresholds{Changes: changes(levels), Hold: 1, Silent: 3})
}

// changes returns changes that replace levels.
func changes(levels map[string]metric.Level) []metric.Change {
	c := metric.Change{Levels: map[string]metric.PartialLevel{}}
	for name, l := range levels {
		c.Levels[name] = metric.PartialLevel{Warning: &l.Warning, Critical: &l.Critical}
	}
	return []metric.Change{c}
}

func TestRulesOfAnyFamilyAreJudged(t *testing.T) {
	warm, idle, none := []float64{5, 5, 5, 5}, []float64{0, 0, 0, 0}, []float64{0, 0, 0, 0}
	for name, c := range map[string]struct {
		levels                map[string]metric.Level
		celsius, jobs, errors []float64
		want                  []string
	}{
		"all is well":            {nil, warm, idle, none, nil},
		"below a level":          {nil, []float64{5, 5, 5, -5.4}, idle, none, []string{"warning: freezer -5 °C"}},
		"far below":              {nil, []float64{5, 5, 5, -21}, idle, none, []string{"critical: freezer -21 °C"}},
		"within by less":         {nil, []float64{5, 5, -5, -2.5}, idle, none, []string{"warning: freezer -2 °C"}},
		"within by the margin":   {nil, []float64{5, 5, -5, -1.9}, idle, none, nil},
		"configured":             {map[string]metric.Level{"cold": {Critical: 10}}, warm, idle, none, []string{"critical: freezer 5 °C"}},
		"never":                  {map[string]metric.Level{"cold": {}}, []float64{-9, -9, -9, -30}, idle, none, nil},
		"a mean, per worker":     {nil, warm, []float64{0, 0, 20, 70}, none, []string{"warning: 11.2 jobs per worker"}},
		"a peak of a short mean": {nil, warm, []float64{0, 0, 0, 70}, none, nil},
		"without the condition":  {nil, warm, idle, []float64{9, 9, 9, 9}, nil},
		"with the condition":     {nil, warm, []float64{0, 0, 20, 70}, []float64{9, 9, 9, 9}, []string{"warning: 11.2 jobs per worker", "warning: 9 errors"}},
	} {
		t.Run(name, func(t *testing.T) {
			checkReasons(t, madeHost(t, c.levels, c.celsius, c.jobs, c.errors), c.want)
		})
	}
}

func TestChartsShowTheLevelsOfTheirRules(t *testing.T) {
	h := madeHost(t, map[string]metric.Level{"queue": {Warning: 3, Critical: 5}}, []float64{-5, -7}, []float64{1, 2}, []float64{0, 0})
	if got, want := h.Charts[0].Levels, (metric.Level{Warning: -4, Critical: -20}); got != want {
		t.Errorf("temperatures: %v, want %v", got, want)
	}
	if got, want := h.Charts[1].Levels, (metric.Level{Warning: 12, Critical: 20}); got != want {
		t.Errorf("jobs: %v, want those of four workers, %v", got, want)
	}
	s := h.Charts[0].Series[0].Stats
	if got := [...]float64{s.Now, s.Min, s.Avg, s.Max}; got != [...]float64{-7, -7, -6, -5} {
		t.Errorf("statistics of negative values: %v", got)
	}
	if r := h.Reasons[0]; r.Kind != "cold" || r.Element != "freezer" {
		t.Errorf("reason %+v, want one of the rule cold and the sensor freezer", r)
	}
}
