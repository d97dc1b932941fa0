package svg

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// divided returns the parts of samples of every five minutes until noon.
func divided(n, parts int) Parts { return Divide(sampled(n, none), parts) }

func TestSparklinesShareTheirTime(t *testing.T) {
	const hour = 3_600_000
	window := Interval{100 * hour, 148 * hour}
	for _, c := range []struct {
		host Interval
		want string
	}{
		{window, SparkBox},
		{Interval{100*hour - 200_000, 148*hour - 200_000}, SparkBox}, // sampled at another second
		{Interval{93 * hour, 141 * hour}, "14 0 96 24"},              // silent for seven hours
		{Interval{124 * hour, 148 * hour}, "-96 0 192 24"},           // a new host
		{Interval{0, 48 * hour}, "200 0 96 24"},                      // ended before the window
		{Interval{}, SparkBox},
	} {
		if got := SparkBoxIn(window, c.host); got != c.want {
			t.Errorf("%v: %q, want %q", c.host, got, c.want)
		}
	}
}

func TestSparklineShowsMeans(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		parts  int
		values []float64
		want   string
	}{
		"means of two":       {2, []float64{0, 100, 50, 100}, "m24 12h0l48-6"},
		"a part is missing":  {4, []float64{0, 0, nan, nan, 100, 100, 0, 0}, "m12 23h0m48-22h0l24 22"},
		"a value is missing": {2, []float64{nan, 50, 100, 100}, "m24 12h0l48-11"},
		"beyond the edges":   {2, []float64{-50, -50, 150, 150}, "m24 23h0l48-22"},
		"all are missing":    {2, []float64{nan, nan}, ""},
	} {
		if diff := cmp.Diff(c.want, divided(len(c.values), c.parts).Sparkline(c.values, 100)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := divided(2, 2).Sparkline([]float64{1, 2}, 0); got != "" {
		t.Errorf("without a top: %s", got)
	}
}

func TestNoPartIsWithoutSample(t *testing.T) {
	for _, n := range []int{2, 3, 10, 50, 72, 100, 576} {
		values := make([]float64, n)
		if got := divided(n, SparkParts).Sparkline(values, 1); strings.Count(got, "m") != 1 {
			t.Errorf("%d samples: broken: %s", n, got)
		}
	}
}

func TestShapeShowsHighestOfEachPart(t *testing.T) {
	s := divided(4, 2).Shape([]float64{1, 10, 5, 4}, []float64{0, 20, 0, 10}, 1)
	want := Shape{Up: "m64-100h1l127 50", Down: "m64 200h1l127-100", Low: -20, High: 10}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s = divided(4, 2).Shape([]float64{1, 10, 5, 4}, nil, 10)
	want = Shape{Up: "m64-200h1l127 100", High: 1}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("divided by 10 (-want +got):\n%s", diff)
	}
}

func TestShapeOfNegativeValues(t *testing.T) {
	s := divided(4, 2).Shape([]float64{-7, -5, -6, -7}, nil, 1)
	want := Shape{Up: "m64 167h1l127 33", Low: -6}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.From, s.To = 0, 100
	axis := plain.Axis(s.Low, s.High, 0)
	p := NewPanels(axis, plain, 0, 100, [3]string{"−100 ms", "−50 ms", "0"})
	svg := string(p.Append(nil, s, 0, 0))
	if want := `y="0%">-6 to 0</text>`; !strings.Contains(svg, want) {
		t.Errorf("no %s in %s", want, svg)
	}
	if got := regexp.MustCompile(`viewBox="[^"]*" preserveAspectRatio="none"><path class="c1"`).FindString(svg); !strings.HasPrefix(got, `viewBox="0.0 0.0 256.0 200.0"`) {
		t.Errorf("drawn in %q of %s", got, svg)
	}
}

func TestShapeOfZeros(t *testing.T) {
	if diff := cmp.Diff(Shape{Up: "m64 0h1l127 0"}, divided(4, 2).Shape([]float64{0, 0, 0, 0}, nil, 1)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPanelsDrawLevels(t *testing.T) {
	p := NewPanels(Axis{Max: 100, Interval: 25}, plain, 0, 1000, [3]string{"a", "b", "c"})
	svg := string(p.Append(nil, Shape{Up: "m0 0", High: 10, From: 500, To: 1000}, 8.5, 95))
	for _, want := range []string{`<path class="warning" d="M-256 -170.0h514"/>`, `<path class="critical" d="M-256 -1900.0h514"/>`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	if svg := string(p.Append(nil, Shape{Up: "m0 0", High: 10, From: 500, To: 1000}, 0, 0)); strings.Contains(svg, "warning") {
		t.Errorf("a level of zero is drawn: %s", svg)
	}
}

func TestPanelsShareOneScale(t *testing.T) {
	p := NewPanels(Axis{Max: 100, Interval: 25}, plain, 0, 1000, [3]string{"a", "b", "c"})
	for _, c := range []struct {
		shape Shape
		box   string
	}{
		{Shape{Up: "m0 0", High: 100, From: 0, To: 1000}, "0.0 -200.0 256.0 200.0"},
		{Shape{Up: "m0 0", High: 10, From: 0, To: 1000}, "0.0 -2000.0 256.0 2000.0"},
		{Shape{Up: "m0 0", High: 100, From: 500, To: 1000}, "-256.0 -200.0 512.0 200.0"},
	} {
		if svg := string(p.Append(nil, c.shape, 0, 0)); !strings.Contains(svg, `viewBox="`+c.box+`"`) {
			t.Errorf("%+v: no %s in %s", c.shape, c.box, svg)
		}
	}
}

func TestOwnScaleFillsTheHeight(t *testing.T) {
	parts := Parts{1, 2, 3}
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{[]float64{90, 91, 92}, "m16 23h0l32-11l32-11"},
		{[]float64{50, 50, 50}, "m16 12h0l32 0l32 0"},     // flat: in the middle
		{[]float64{50, 50.1, 50.2}, "m16 14h0l32-2l32-2"}, // noise stays small
		{[]float64{90, math.NaN(), 92}, "m16 23h0m64-22h0"},
		{[]float64{math.NaN(), math.NaN(), math.NaN()}, ""},
		{nil, ""},
	} {
		if got, tail := parts.OwnScale(c.values, 1, 0); got != c.want || tail != "" {
			t.Errorf("%v: %q with the tail %q, want %q", c.values, got, tail, c.want)
		}
	}
	if path, tail := parts.OwnScale([]float64{90, 91, 92}, 1, 8); path != "m16 23h0l32-7l32-8" || tail != "M96 8l12-7" {
		t.Errorf("a course that grows is %q with the tail %q", path, tail)
	}
}

// TestAxisIsNamedByBothEnds is about the label over a small chart.
func TestAxisIsNamedByBothEnds(t *testing.T) {
	for want, a := range map[string]Axis{"0–10": {Max: 10}, "-6 to 0": {Min: -6}, "96 ↑ 32 ↓": {Min: -32, Max: 96, Mirrored: true}} {
		if got := a.text(plain); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}
