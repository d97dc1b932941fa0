package render

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
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
		for _, v := range kept[s] {
			c.Series[s].Stats.Max = max(c.Series[s].Stats.Max, v)
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
	var f frame
	f.reset(h)
	return string(f.appendPicture(nil, h, c))
}

func TestAxesEndWhereThoseOfTheScriptEnd(t *testing.T) {
	const mib = 1 << 20
	for name, c := range map[string]struct { // the cases of public/test/scale.test.mjs
		unit           metric.Unit
		low, high, top float64
		want           axis
	}{
		"percent of all":          {metric.Percent, 0, 63, 100, axis{0, 100, 25}},
		"a small percentage":      {metric.Percent, 0, 3.3, 0, axis{0, 4, 1}},
		"load":                    {metric.Load, 0, 12.8, 0, axis{0, 15, 5}},
		"bytes by powers of two":  {metric.Bytes, 0, 364 * mib, 0, axis{0, 384 * mib, 128 * mib}},
		"in and out":              {metric.BytesPerSecond, -9 * mib, 3 * mib, 0, axis{-12 * mib, 4 * mib, 4 * mib}},
		"whole things":            {metric.Count, 0, 2, 0, axis{0, 2, 1}},
		"many things":             {metric.Count, 0, 398, 0, axis{0, 400, 100}},
		"nothing at all":          {metric.Bytes, 0, 0, 0, axis{0, mib, mib / 4}},
		"a fixed end":             {metric.Load, 0, 1, 8, axis{0, 8, 2}},
		"nothing, of other units": {metric.Load, 0, 0, 0, axis{0, 1, 0.2}},
	} {
		got := newAxis(c.unit, c.low, c.high, c.top)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(axis{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if n := len(got.ticks()); n < 3 || n > 7 {
			t.Errorf("%s: %d ticks", name, n)
		}
	}
}

func TestTicksHaveNoMoreDigitsThanTheyNeed(t *testing.T) {
	for _, c := range []struct {
		unit metric.Unit
		v    float64
		want string
	}{
		{metric.Percent, 25, "25 %"}, {metric.Bytes, 8 << 30, "8 GiB"}, {metric.Bytes, 1.5 * (1 << 30), "1.5 GiB"},
		{metric.Load, 0.1 + 0.2, "0.3"}, {metric.PerSecond, 200, "200/s"}, {metric.Count, 0, "0"}, {metric.BytesPerSecond, -2048, "2 KiB/s"},
	} {
		if got := formatTick(c.v, c.unit); got != c.want {
			t.Errorf("formatTick(%v, %s) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

func TestTimeTicksNameTheDays(t *testing.T) {
	var got []string
	for _, tick := range timeTicks(noonMS-48*60*minute, noonMS) {
		got = append(got, fmt.Sprintf("%s day=%v fine=%v", tick.label, tick.day, tick.fine))
	}
	want := []string{"12:00 day=false fine=false", "18:00 day=false fine=true", "Sat 21 day=true fine=false", "06:00 day=false fine=true",
		"12:00 day=false fine=false", "18:00 day=false fine=true", "Sun 22 day=true fine=false", "06:00 day=false fine=true", "12:00 day=false fine=false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("48 hours (-want +got):\n%s", diff)
	}
	if got := timeTicks(noonMS-8_000, noonMS); len(got) != 9 || got[0].label != "11:59:52" {
		t.Errorf("8 seconds: %v", got)
	}
	for span := int64(1000); span < 1e15; span *= 3 {
		if n := len(timeTicks(noonMS-span, noonMS)); n > 100 {
			t.Errorf("%d ms: %d ticks", span, n)
		}
	}
}

func TestSpikesStayAndLinesAreShort(t *testing.T) {
	c := wave(1, 576, false)
	c.Series[0].Values[300] = 99
	h, c := drawn(576, never, c)
	line := paths(t, picture(h, c), "c1")[0]
	var f frame
	f.reset(h)
	f.pick(c.Series[0].Values)
	if n := len(f.picks); n > 2*plotBuckets {
		t.Errorf("%d points, want at most %d", n, 2*plotBuckets)
	}
	found := false
	for _, p := range f.picks {
		found = found || p.row == 300
	}
	if !found {
		t.Errorf("the spike is gone from %s", line)
	}
}

func TestGapsBreakLinesAndLoneSamplesAreSeen(t *testing.T) {
	nan := math.NaN()
	c := wave(1, 9, false)
	c.Series[0].Values = []float64{50, 50, 50, 50, 50, 50, nan, 25, 25}
	h, c := drawn(9, func(i int) bool { return i == 2 || i == 4 }, c)
	svg := picture(h, c)
	if diff := cmp.Diff([]string{"M0 120l75 0M187 120h76M337 120h76M525 180l75 0"}, paths(t, svg, "c1")); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	if len(paths(t, svg, "gap")) != 1 {
		t.Errorf("no gaps in %s", svg)
	}
}

func TestEachMissingValueBreaksALine(t *testing.T) {
	c := wave(1, 160, false) // three samples a stretch
	for i := range c.Series[0].Values {
		c.Series[0].Values[i] = 50
	}
	for _, missing := range []int{81, 83} { // the first and the last of a stretch
		c.Series[0].Values[missing] = math.NaN()
	}
	if n := strings.Count(paths(t, picture(drawn(160, never, c)), "c1")[0], "M"); n != 3 {
		t.Errorf("%d pieces, want 3: before, between and after", n)
	}
}

func TestPicturesHoldWhatIsBeyondAllNumbers(t *testing.T) {
	for _, unit := range []metric.Unit{metric.Percent, metric.Bytes, metric.Count, metric.PerSecond, metric.BytesPerSecond, metric.Load} {
		for _, stack := range []bool{false, true} {
			c := wave(3, 100, stack)
			c.Unit, c.Top = unit, 0
			for _, s := range c.Series {
				for i := range s.Values {
					s.Values[i] = math.MaxFloat64 // three of them add up to infinity
				}
			}
			h, c := drawn(100, never, c)
			svg := picture(h, c)
			if at := regexp.MustCompile(`NaN|Inf|[0-9]{4}`).FindStringIndex(regexp.MustCompile(`<text.*?</text>`).ReplaceAllString(svg, "")); at != nil {
				t.Errorf("%s, a stack: %v: %s", unit, stack, svg[max(0, at[0]-40):at[1]+40])
			}
			if share := regexp.MustCompile(`[xy]="(NaN|[+-]?Inf|-?[0-9]{4})`).FindString(svg); share != "" {
				t.Errorf("%s, a stack: %v: %s", unit, stack, share)
			}
		}
	}
}

func TestLinesGoBelowZero(t *testing.T) {
	c := report.Chart{Chart: metric.Chart{ID: "net", Unit: metric.Count}, Max: math.NaN(), Series: []report.Series{
		{Line: metric.Line{Color: 1}, Values: []float64{4, 4}},
		{Line: metric.Line{Color: 2, Below: true}, Values: []float64{4, 2}}}}
	h, c := drawn(2, never, c)
	svg := picture(h, c)
	if diff := cmp.Diff([]string{"M0 0l600 0"}, paths(t, svg, "c1")); diff != "" {
		t.Errorf("above (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 240l600-60"}, paths(t, svg, "c2")); diff != "" {
		t.Errorf("below (-want +got):\n%s", diff)
	}
}

func TestStacksAreAreasOnTopOfEachOther(t *testing.T) {
	c := report.Chart{Chart: metric.Chart{ID: "cpu", Unit: metric.Percent, Top: 100, Stack: true}, Max: math.NaN(), Series: []report.Series{
		{Line: metric.Line{Color: 1}, Values: []float64{25, 25}},
		{Line: metric.Line{Color: 2}, Values: []float64{25, 50}}}}
	h, c := drawn(2, never, c)
	svg := picture(h, c)
	if diff := cmp.Diff([]string{"M0 180l600 0V240H0z"}, paths(t, svg, "area c1")); diff != "" {
		t.Errorf("lower (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 120l600-60V240H0z"}, paths(t, svg, "area c2")); diff != "" {
		t.Errorf("upper (-want +got):\n%s", diff)
	}
	if strings.Index(svg, `"area c2"`) > strings.Index(svg, `"area c1"`) {
		t.Error("the higher area hides the lower one")
	}
}

func TestLayersHaveNoOutlines(t *testing.T) {
	svg := picture(drawn(30, never, wave(4, 30, true)))
	if strings.Contains(svg, `<path class="c`) {
		t.Errorf("an outline in %s", svg)
	}
}

func TestLevelsSayWhatTheyAre(t *testing.T) {
	c := wave(1, 30, false)
	c.Levels = metric.Level{Warning: 85, Critical: 95}
	svg := picture(drawn(30, never, c))
	for _, want := range []string{`<text x="100%" y="15%">85 %</text>`, `<text x="100%" y="5%">95 %</text>`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	c.Top, c.Unit = 0, metric.Load // the axis ends far below
	if svg := picture(drawn(30, never, c)); strings.Contains(svg, "warning") || strings.Contains(svg, "critical") {
		t.Errorf("levels beyond the axis in %s", svg)
	}
}

func TestLabelsOfRebootsHaveRoom(t *testing.T) {
	h, c := drawn(101, never, wave(1, 101, false))
	for _, percent := range []int64{3, 4, 15, 24, 26, 90} {
		h.Reboots = append(h.Reboots, h.Extent.From+percent*5*minute)
	}
	got := regexp.MustCompile(`<text[^>]*>reboot`).FindAllString(picture(h, c), -1)
	want := []string{`<text x="3%" y="0%">reboot`, `<text class="fine" x="15%" y="0%">reboot`, `<text x="26%" y="0%">reboot`, `<text x="90%" y="0%">reboot`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOfManyLinesTheFirstAreShown(t *testing.T) {
	svg := picture(drawn(30, never, wave(40, 30, false)))
	if n := strings.Count(svg, `<path class="c`); n != report.Unfolded {
		t.Errorf("%d lines, want %d", n, report.Unfolded)
	}
}

func TestPicturesAreWellFormedAndPlain(t *testing.T) {
	for _, samples := range []int{0, 1, 2, 30, 576} {
		h := host(t, "a", samples, 0, hostile, hostile)
		for _, c := range h.Charts {
			svg := picture(h, c)
			d := xml.NewDecoder(strings.NewReader(svg))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s of %d samples: %v in %s", c.ID, samples, err, svg)
				}
			}
			if strings.Contains(svg, "alert") || strings.Contains(svg, "NaN") || strings.Contains(svg, "style") {
				t.Errorf("%s of %d samples: %s", c.ID, samples, svg)
			}
			if samples > 0 && !strings.Contains(svg, `<path class="c`) && !strings.Contains(svg, `<path class="area`) {
				t.Errorf("%s of %d samples has no line: %s", c.ID, samples, svg)
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
	var f frame
	for b.Loop() {
		f.reset(h)
		n = 0
		for _, c := range charts {
			n += len(f.appendPicture(nil, h, c))
		}
	}
	b.ReportMetric(float64(n), "B/page")
}
