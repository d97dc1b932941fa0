package svg

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	minute = int64(60_000)
	noon   = int64(1795348800000) // 2026-11-22 12:00 UTC
)

// sampled returns so many samples, one every five minutes until noon, but for those of which skip is true. Where samples
// are missing there is a gap.
func sampled(n int, skip func(i int) bool) Samples {
	s := Samples{From: noon - int64(n-1)*5*minute, To: noon, Cadence: 5 * minute}
	for i := range n {
		if skip(i) {
			continue
		}
		at := s.From + int64(i)*5*minute
		if n := len(s.Times); n > 0 && at-s.Times[n-1] > 8*minute {
			s.Gaps = append(s.Gaps, Interval{s.Times[n-1] + 2*minute, at - 2*minute})
		}
		s.Times = append(s.Times, at)
	}
	return s
}

func none(int) bool { return false }

// line returns a line with the lowest and the highest of its values.
func line(color int, values ...float64) Line {
	l := Line{Values: values, Min: math.NaN(), Max: math.NaN(), Color: color}
	if low, high, _ := extremes(values); low >= 0 {
		l.Min, l.Max = values[low], values[high]
	}
	return l
}

// wave returns a line of so many samples that goes up and down.
func wave(color, samples int) Line {
	values := make([]float64, samples)
	for i := range values {
		values[i] = float64((i*(color+3))%7 + color)
	}
	return line(color, values...)
}

// plain is a scale that labels its ticks with the numbers themselves.
var plain = Scale{Empty: 1, Label: func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }}

// percent is a chart of all percentages.
func percent(lines ...Line) Chart {
	return Chart{Lines: lines, Scale: Scale{Label: plain.Label}, Top: 100}
}

func draw(s Samples, c Chart) string {
	return string(NewTimeline(s).AppendChart(nil, c))
}

// paths returns the path data of the elements whose class is given.
func paths(svg, class string) (list []string) {
	for _, found := range regexp.MustCompile(`<path class="`+class+`" d="([^"]*)"/>`).FindAllStringSubmatch(svg, -1) {
		list = append(list, found[1])
	}
	return list
}

// ticks returns the labels of the value axis, the lowest first.
func ticks(svg string) (list []string) {
	_, labels, _ := strings.Cut(svg, `<g class="y"`)
	labels, _, _ = strings.Cut(labels, `</g>`)
	for _, found := range regexp.MustCompile(`>([^<]*)</text>`).FindAllStringSubmatch(labels, -1) {
		list = append(list, found[1])
	}
	return list
}

func TestGapBreaksLine(t *testing.T) {
	c := percent(line(1, 50, 50, 50, 50, math.NaN(), 25, 25))
	svg := draw(sampled(9, func(i int) bool { return i == 2 || i == 4 }), c)
	if diff := cmp.Diff([]string{"M0 120l75 0M187 120h76M337 120h76M525 180l75 0"}, paths(svg, "c1")); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	if len(paths(svg, "gap")) != 1 {
		t.Errorf("no gaps in %s", svg)
	}
}

func TestMissingValueBreaksLine(t *testing.T) {
	values := make([]float64, 160) // three samples a bucket
	for i := range values {
		values[i] = 50
	}
	values[81], values[83] = math.NaN(), math.NaN() // the first and the last of a bucket
	if n := strings.Count(paths(draw(sampled(160, none), percent(line(1, values...))), "c1")[0], "M"); n != 3 {
		t.Errorf("%d pieces, want 3: before, between and after", n)
	}
}

func TestLinesBelowZeroGrowDownwards(t *testing.T) {
	below := line(2, 4, 2)
	below.Below = true
	svg := draw(sampled(2, none), Chart{Lines: []Line{line(1, 4, 4), below}, Scale: plain})
	if diff := cmp.Diff([]string{"M0 0l600 0"}, paths(svg, "c1")); diff != "" {
		t.Errorf("above (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 240l600-60"}, paths(svg, "c2")); diff != "" {
		t.Errorf("below (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"4", "2", "0", "2", "4"}, ticks(svg)); diff != "" {
		t.Errorf("ticks, without a sign (-want +got):\n%s", diff)
	}
}

func TestNegativeValuesStandBelowZero(t *testing.T) {
	svg := draw(sampled(3, none), Chart{Lines: []Line{line(1, -5, -7, -6)}, Scale: plain})
	if diff := cmp.Diff([]string{"-8", "-6", "-4", "-2", "0"}, ticks(svg)); diff != "" {
		t.Errorf("ticks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 150l300 60 300-30"}, paths(svg, "c1")); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 150l300 60 300-30V0H0z"}, paths(svg, "faint c1")); diff != "" {
		t.Errorf("area up to zero (-want +got):\n%s", diff)
	}
	svg = draw(sampled(2, none), Chart{Lines: []Line{line(1, -10, 10), line(2, 30, 20)}, Scale: plain})
	if diff := cmp.Diff([]string{"M0 240l600-120"}, paths(svg, "c1")); diff != "" {
		t.Errorf("from −10 to 10 beside 30 (-want +got):\n%s", diff)
	}
}

func TestNegativeLayersAreInTheAxis(t *testing.T) {
	svg := draw(sampled(2, none), Chart{Lines: []Line{line(1, -4, -4), line(2, 8, 8)}, Stack: true, Scale: plain})
	if diff := cmp.Diff([]string{"M0 240l600 0V120H0z"}, paths(svg, "area c1")); diff != "" {
		t.Errorf("below zero (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 0l600 0V120H0z"}, paths(svg, "area c2")); diff != "" {
		t.Errorf("the sum (-want +got):\n%s", diff)
	}
}

func TestStackIsAreasOnTopOfEachOther(t *testing.T) {
	c := percent(line(1, 25, 25), line(2, 25, 50))
	c.Stack = true
	svg := draw(sampled(2, none), c)
	if diff := cmp.Diff([]string{"M0 180l600 0V240H0z"}, paths(svg, "area c1")); diff != "" {
		t.Errorf("lower (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 120l600-60V240H0z"}, paths(svg, "area c2")); diff != "" {
		t.Errorf("upper (-want +got):\n%s", diff)
	}
	if strings.Index(svg, `"area c2"`) > strings.Index(svg, `"area c1"`) {
		t.Error("the higher area hides the lower one")
	}
	if strings.Contains(svg, `<path class="c`) {
		t.Errorf("an outline in %s", svg)
	}
}

func TestLayerWithoutValueAddsNothing(t *testing.T) {
	nan := math.NaN()
	c := percent(line(1, 25, nan, nan, 25), line(2, 25, 50, nan, 25))
	c.Stack = true
	svg := draw(sampled(4, none), c)
	if diff := cmp.Diff([]string{"M0 180l200 60V240H0zM500 180h200V240H500z"}, paths(svg, "area c1")); diff != "" {
		t.Errorf("lower (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"M0 120l200 0V240H0zM500 120h200V240H500z"}, paths(svg, "area c2")); diff != "" {
		t.Errorf("upper, broken where no layer has a value (-want +got):\n%s", diff)
	}
}

// TestFilledStackShowsSpikes has a spike in a stack whose last layer leaves the top level.
func TestFilledStackShowsSpikes(t *testing.T) {
	used, free := make([]float64, 576), make([]float64, 576)
	for i := range used {
		used[i], free[i] = 20, 80
	}
	used[301], free[301] = 90, 10
	c := percent(line(1, used...), line(2, free...))
	c.Stack, c.Filled = true, true
	if got := paths(draw(sampled(576, none), c), "area c1")[0]; !strings.Contains(got, "-168") {
		t.Errorf("no step of 70 %% in %s", got)
	}
}

func TestLevelsAreLabelled(t *testing.T) {
	c := percent(wave(1, 30))
	c.Warning, c.Critical = Level{Value: 85}, Level{Value: 95}
	svg := draw(sampled(30, none), c)
	for _, want := range []string{`<text x="100%" y="15%">85</text>`, `<text x="100%" y="5%">95</text>`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	c.Scale, c.Top = plain, 0 // the axis ends far below
	if svg := draw(sampled(30, none), c); strings.Contains(svg, "warning") || strings.Contains(svg, "critical") {
		t.Errorf("levels beyond the axis in %s", svg)
	}
}

func TestAxisIncludesLimitThatIsNear(t *testing.T) {
	for limit, want := range map[float64]string{5: "5", 6: "2", math.NaN(): "2"} {
		c := Chart{Lines: []Line{line(1, 1, 2)}, Scale: plain, Limit: limit, LimitLabel: "all"}
		svg := draw(sampled(2, none), c)
		if got := ticks(svg); got[len(got)-1] != want {
			t.Errorf("limit %v: the axis ends at %s, want %s", limit, got[len(got)-1], want)
		}
		if labelled := strings.Contains(svg, ">all<"); labelled != (limit == 5) {
			t.Errorf("limit %v: labelled: %v", limit, labelled)
		}
	}
}

func TestRebootLabelsHaveRoom(t *testing.T) {
	s := sampled(101, none)
	for _, percent := range []int64{3, 4, 15, 24, 26, 90} {
		s.Reboots = append(s.Reboots, s.From+percent*5*minute)
	}
	svg := draw(s, percent(wave(1, 101)))
	got := regexp.MustCompile(`<text[^>]*>reboot`).FindAllString(svg, -1)
	want := []string{`<text x="3%" y="0%">reboot`, `<text class="fine" x="15%" y="0%">reboot`, `<text x="26%" y="0%">reboot`, `<text x="90%" y="0%">reboot`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(paths(svg, "reboot")[0], "v240"); n != len(s.Reboots) {
		t.Errorf("%d lines of reboots, want %d", n, len(s.Reboots))
	}
}

func TestForeignTextIsEscaped(t *testing.T) {
	const hostile = `</text><script>alert("1")</script>&'`
	c := percent(line(1, 50, 50))
	c.Limit, c.LimitLabel = 90, hostile
	c.Scale.Label = func(float64) string { return hostile }
	c.Warning = Level{Value: 80, Label: hostile}
	for name, svg := range map[string]string{
		"chart": draw(sampled(2, none), c),
		"panel": string(newPanels(c.Scale, hostile)),
	} {
		if strings.Contains(svg, "<script") || strings.Contains(svg, `"1"`) || !strings.Contains(svg, "&lt;/text&gt;&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;&#39;") {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func newPanels(s Scale, label string) []byte {
	p := NewPanels(Axis{Max: 10, Interval: 5}, s, 0, 100, [3]string{label, label, label})
	return p.Append(nil, Shape{}, 0, 0)
}

func TestNothingIsDrawnWithoutSamples(t *testing.T) {
	for name, s := range map[string]Samples{"no samples": {From: 0, To: 100}, "no time": {Times: []int64{5}, From: 5, To: 5}} {
		if svg := draw(s, percent(line(1, 1))); svg != "" {
			t.Errorf("%s: %s", name, svg)
		}
	}
	if svg := draw(sampled(2, none), percent()); svg != "" {
		t.Errorf("no lines: %s", svg)
	}
}

func TestInfiniteSumsStayInThePicture(t *testing.T) {
	for _, scale := range []Scale{plain, {Binary: true, Empty: 1 << 20, Label: plain.Label}, {Whole: true, Empty: 4, Label: plain.Label}} {
		for _, sign := range []float64{1, -1} {
			var lines []Line
			for color := range 3 {
				values := make([]float64, 100)
				for i := range values {
					values[i] = sign * math.MaxFloat64 // three of them add up to infinity
				}
				lines = append(lines, line(color+1, values...))
			}
			for _, stack := range []bool{false, true} {
				svg := draw(sampled(100, none), Chart{Lines: lines, Stack: stack, Scale: scale})
				if at := regexp.MustCompile(`NaN|Inf|[0-9]{4}`).FindStringIndex(regexp.MustCompile(`<text.*?</text>`).ReplaceAllString(svg, "")); at != nil {
					t.Errorf("stack %v: %s", stack, svg[max(0, at[0]-40):at[1]+40])
				}
				if share := regexp.MustCompile(`[xy]="(NaN|[+-]?Inf|-?[0-9]{4})`).FindString(svg); share != "" {
					t.Errorf("stack %v: %s", stack, share)
				}
			}
		}
	}
}
