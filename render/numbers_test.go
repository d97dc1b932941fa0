package render

import (
	"fmt"
	"math"
	"regexp"
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// chartOf has the chart in whose table the number of a reason must be, by the rule.
var chartOf = map[string]string{"cpu": "cpu", "nice": "cpu", "steal": "cpu", "memory": "memory", "swap": "swap", "load": "load",
	"disk": "disks", "inodes": "inodes"}

// eager returns thresholds by which many hosts of the demo are in trouble, by every rule that judges a number.
func eager() metric.Thresholds {
	t := metric.DefaultThresholds()
	levels := map[string]metric.PartialLevel{}
	for kind, warning := range map[string]float64{"cpu": 5, "nice": 5, "steal": 0.01, "memory": 60, "swap": 2.5, "load": 0.02, "disk": 30, "inodes": 2} {
		levels[kind] = metric.PartialLevel{Warning: &warning}
	}
	t.Changes = append(t.Changes, metric.Change{Levels: levels})
	return t
}

func demoHosts(t *testing.T, thresholds metric.Thresholds, use func(*report.Host)) {
	t.Helper()
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := demo.New(7, 40, noon, 5*time.Minute, 48*time.Hour)
	for _, name := range fleet.Hosts() {
		d := report.NewDecoder(layout, report.Window)
		for _, doc := range fleet.Documents(name) {
			if err := d.Add(doc); err != nil {
				t.Fatal(err)
			}
		}
		use(d.Host(name, noon, thresholds))
	}
}

// numbersOf returns the newest values in a chart's table, as verb writes them; of one element, or of all if that is "".
func numbersOf(h *report.Host, chart, element, verb string) map[string]bool {
	numbers := map[string]bool{}
	for _, c := range h.Charts {
		if c.ID != chart {
			continue
		}
		for _, s := range c.Series {
			if element != "" && s.Element != element {
				continue
			}
			for i, v := range append([]float64{s.Stats.Now}, s.Table...) {
				if i == 0 || c.Table[i-1].Unit == metric.Percent || c.Table[i-1].Share {
					numbers[fmt.Sprintf(verb, v)] = true
				}
			}
		}
	}
	return numbers
}

func TestTheNumberOfAReasonIsInItsChart(t *testing.T) {
	number := regexp.MustCompile(`(\d+(?:\.(\d+))?)(?: %| per CPU)`)
	seen := map[string]bool{}
	demoHosts(t, eager(), func(h *report.Host) {
		for _, r := range h.Reasons {
			chart := chartOf[r.Kind]
			found := number.FindAllStringSubmatch(r.Text, -1)
			if chart == "" || len(found) == 0 {
				continue
			}
			seen[r.Kind] = true
			last := found[len(found)-1]
			verb := fmt.Sprintf("%%.%df", len(last[2]))
			if numbers := numbersOf(h, chart, r.Element, verb); !numbers[last[1]] {
				t.Errorf("%s: %q, but the table of chart %s has %v", h.Name, r.Text, chart, numbers)
			}
		}
	})
	for kind := range chartOf {
		if !seen[kind] {
			t.Errorf("no host has a reason of the kind %s", kind)
		}
	}
}

func TestTheNumberOfATileIsInItsChart(t *testing.T) {
	charts := map[string]string{"CPU": "cpu", "Memory": "memory", "Disk": "disks", "Load": "load"}
	demoHosts(t, metric.DefaultThresholds(), func(h *report.Host) {
		_, tiles := newRow(h, h.Name)
		for _, tile := range tiles {
			chart, verb := charts[tile.Label], "%.0f %%"
			if tile.Label == "Load" {
				verb = "%.2f /CPU"
			}
			if numbers := numbersOf(h, chart, "", verb); chart != "" && tile.Text != none && !numbers[tile.Text] {
				t.Errorf("%s: the tile %s shows %s, the table %v", h.Name, tile.Label, tile.Text, numbers)
			}
		}
	})
}

// The levels of a rule that judges a share of the memory are where the line of what is unavailable reaches them.
func TestMemoryLevelsAreOnTheScaleOfItsLines(t *testing.T) {
	demoHosts(t, metric.DefaultThresholds(), func(h *report.Host) {
		for _, c := range h.Charts {
			if c.ID != "memory" || h.Judged("memory") == nil {
				continue
			}
			if c.Shares != (metric.Level{Warning: 90, Critical: 95}) || math.Abs(c.Levels.Warning-0.9*c.Max) > 1 {
				t.Errorf("%s: memory of %g has its levels at %v, labelled %v", h.Name, c.Max, c.Levels, c.Shares)
			}
		}
	})
}
