package render

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

const (
	minute = int64(60_000)
	noonMS = int64(1795348800000)
)

// drawn returns a host with samples every five minutes, those left out where skip says so, and one chart.
func drawn(samples int, skip func(i int) bool, c report.Chart) (*report.Host, report.Chart) {
	h := &report.Host{Cadence: 5 * minute}
	kept := make([][]float64, len(c.Series))
	for i := range samples {
		if skip(i) {
			continue
		}
		t := noonMS + int64(i-samples+1)*5*minute
		if n := len(h.Times); n > 0 && t-h.Times[n-1] > 8*minute {
			h.Gaps = append(h.Gaps, report.Interval{From: h.Times[n-1] + 2*minute, To: t - 2*minute})
		}
		h.Times = append(h.Times, t)
		for s := range kept {
			kept[s] = append(kept[s], c.Series[s].Values[i])
		}
	}
	h.Extent = report.Interval{From: noonMS - int64(samples-1)*5*minute, To: noonMS}
	for s := range kept {
		c.Series[s].Values = kept[s]
		stats := &c.Series[s].Stats
		stats.Min, stats.Max = math.Inf(1), math.Inf(-1)
		for _, v := range kept[s] {
			stats.Min, stats.Max = min(stats.Min, v), max(stats.Max, v)
		}
	}
	return h, c
}

func never(int) bool { return false }

// wave is a chart of so many lines of so many samples.
func wave(lines, samples int, stack bool) report.Chart {
	c := report.Chart{Chart: metric.Chart{ID: "x", Unit: metric.Percent, Top: 100, Stack: stack}, Max: math.NaN()}
	for l := range lines {
		values := make([]float64, samples)
		for i := range values {
			values[i] = float64((i*(l+3))%7 + l)
		}
		c.Series = append(c.Series, report.Series{Line: metric.Line{Color: metric.Color(l%8 + 1)}, Values: values})
	}
	return c
}

// paths returns the path data of the elements whose class is given.
func paths(t *testing.T, svg, class string) []string {
	t.Helper()
	var list []string
	for _, found := range regexp.MustCompile(`<path class="`+class+`" d="([^"]*)"/>`).FindAllStringSubmatch(svg, -1) {
		list = append(list, found[1])
	}
	return list
}

func picture(h *report.Host, c report.Chart) string {
	return string(appendPicture(nil, svg.NewTimeline(samplesOf(h)), c, nil))
}

// TestAxesAreThoseOfTheScript has the cases of public/test/scale.test.mjs.
func TestAxesAreThoseOfTheScript(t *testing.T) {
	const mib = 1 << 20
	for name, c := range map[string]struct {
		unit           metric.Unit
		low, high, top float64
		want           svg.Axis
	}{
		"percent of all":          {metric.Percent, 0, 63, 100, svg.Axis{Max: 100, Interval: 25}},
		"a small percentage":      {metric.Percent, 0, 3.3, 0, svg.Axis{Max: 4, Interval: 1}},
		"load":                    {metric.Load, 0, 12.8, 0, svg.Axis{Max: 15, Interval: 5}},
		"bytes by powers of two":  {metric.Bytes, 0, 364 * mib, 0, svg.Axis{Max: 384 * mib, Interval: 128 * mib}},
		"in and out":              {metric.BytesPerSecond, -9 * mib, 3 * mib, 0, svg.Axis{Min: -12 * mib, Max: 4 * mib, Interval: 4 * mib}},
		"whole things":            {metric.Count, 0, 2, 0, svg.Axis{Max: 2, Interval: 1}},
		"many things":             {metric.Count, 0, 398, 0, svg.Axis{Max: 400, Interval: 100}},
		"nothing at all":          {metric.Bytes, 0, 0, 0, svg.Axis{Max: mib, Interval: mib / 4}},
		"a fixed end":             {metric.Load, 0, 1, 8, svg.Axis{Max: 8, Interval: 2}},
		"nothing, of other units": {metric.Load, 0, 0, 0, svg.Axis{Max: 1, Interval: 0.2}},
		"negative values":         {metric.Load, -7, 0, 0, svg.Axis{Min: -8, Interval: 2}},
	} {
		scale := scaleOf(c.unit)
		if diff := cmp.Diff(c.want, scale.Axis(c.low, c.high, c.top)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTickLabelsHaveNoMoreDigitsThanNeeded(t *testing.T) {
	for _, c := range []struct {
		unit metric.Unit
		v    float64
		want string
	}{
		{metric.Percent, 25, "25 %"}, {metric.Bytes, 8 << 30, "8 GiB"}, {metric.Bytes, 1.5 * (1 << 30), "1.5 GiB"},
		{metric.Load, 0.1 + 0.2, "0.3"}, {metric.PerSecond, 200, "200/s"}, {metric.Count, 0, "0"}, {metric.BytesPerSecond, 2048, "2 KiB/s"},
		{metric.Load, -6, "-6"}, {metric.Bytes, -2048, "-2 KiB"},
	} {
		if got := formatTick(c.v, c.unit); got != c.want {
			t.Errorf("formatTick(%v, %s) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

// TestNegativeValuesAreDrawnAtTheirPlace has a line that is not declared below zero and has negative values.
func TestNegativeValuesAreDrawnAtTheirPlace(t *testing.T) {
	h, c := drawn(3, never, report.Chart{Chart: metric.Chart{ID: "temps", Unit: metric.Load}, Max: math.NaN(), Series: []report.Series{
		{Line: metric.Line{Color: 1}, Values: []float64{-5, -7, -6}}}})
	picture := picture(h, c)
	if diff := cmp.Diff([]string{"M0 150l300 60 300-30"}, paths(t, picture, "c1")); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	for _, want := range []string{`y="0%">0</text>`, `y="100%">-8</text>`} {
		if !strings.Contains(picture, want) {
			t.Errorf("no tick %s in %s", want, picture)
		}
	}
}

func TestLimitIsLabelled(t *testing.T) {
	h, c := drawn(2, never, report.Chart{Chart: metric.Chart{ID: "load", Unit: metric.Load, Limit: metric.Limit{Name: "<CPUs>"}}, Max: 4, Series: []report.Series{
		{Line: metric.Line{Color: 1}, Values: []float64{2, 3}}}})
	if picture, want := picture(h, c), `y="0%">4 &lt;CPUs&gt;</text>`; !strings.Contains(picture, want) {
		t.Errorf("no %s in %s", want, picture)
	}
}

func TestPictureShowsUnfoldedLines(t *testing.T) {
	picture := picture(drawn(30, never, wave(40, 30, false)))
	if n := strings.Count(picture, `<path class="c`); n != report.Unfolded {
		t.Errorf("%d lines, want %d", n, report.Unfolded)
	}
}

func TestPicturesAreWellFormed(t *testing.T) {
	for _, samples := range []int{0, 1, 2, 30, 576} {
		h := host(t, "a", samples, 0, hostile, hostile)
		for _, c := range h.Charts {
			picture := picture(h, c)
			d := xml.NewDecoder(strings.NewReader(picture))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s of %d samples: %v in %s", c.ID, samples, err, picture)
				}
			}
			if strings.Contains(picture, "alert") || strings.Contains(picture, "NaN") || strings.Contains(picture, "style") {
				t.Errorf("%s of %d samples: %s", c.ID, samples, picture)
			}
			if samples > 0 && !strings.Contains(picture, `<path class="c`) && !strings.Contains(picture, `<path class="area`) {
				t.Errorf("%s of %d samples has no line: %s", c.ID, samples, picture)
			}
		}
	}
}

// BenchmarkPictures draws a host of 46 lines.
func BenchmarkPictures(b *testing.B) {
	var charts []report.Chart
	var h *report.Host
	for _, c := range []report.Chart{wave(7, 576, true), wave(4, 576, true), wave(3, 576, false), wave(8, 576, false), wave(12, 576, false), wave(12, 576, false)} {
		var chart report.Chart
		h, chart = drawn(576, never, c)
		charts = append(charts, chart)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		timeline := svg.NewTimeline(samplesOf(h))
		n = 0
		for _, c := range charts {
			n += len(appendPicture(nil, timeline, c, nil))
		}
	}
	b.ReportMetric(float64(n), "B/page")
}
