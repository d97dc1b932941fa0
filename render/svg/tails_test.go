package svg

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// ahead returns samples whose time axis reaches a quarter further.
func ahead(n int) Samples {
	s := sampled(n, none)
	s.To += (s.To - s.From) / 4
	return s
}

func TestTailsEndAtTheirEndOrWhereAnAxisDoes(t *testing.T) {
	const hour = 60 * minute
	for _, c := range []struct {
		name string
		tail Tail
		want string
	}{
		{"its end", Tail{From: noon, To: noon + hour, Value: 90, End: 100, Color: 3, Label: "full"}, `<path class="c3 tail" d="M480 24L540 0"/>`},
		{"the time axis", Tail{From: noon, To: noon + 4*hour, Value: 80, End: 100, Color: 3, Label: "full"}, `<path class="c3 tail" d="M480 48L600 24"/>`},
		{"the value axis", Tail{From: noon, To: noon + 2*hour, Value: 80, End: 120, Color: 3, Label: "full"}, `<path class="c3 tail" d="M480 48L540 0"/>`},
	} {
		chart := percent(wave(1, 97)) // eight hours
		chart.Tails = []Tail{c.tail}
		if got := draw(ahead(97), chart); !strings.Contains(got, c.want) || !strings.Contains(got, `class="flag"`) {
			t.Errorf("%s: no %s in %s", c.name, c.want, got)
		}
	}
}

func TestFlagsDoNotOverlap(t *testing.T) {
	tail := Tail{From: noon, To: noon + 60*minute, Value: 90, End: 100, Color: 1, Label: "full <first>"}
	other := tail
	other.Label = "second"
	chart := percent(wave(1, 97))
	chart.Tails = []Tail{tail, other}
	got := draw(ahead(97), chart)
	if !strings.Contains(got, "full &lt;first&gt;") || strings.Contains(got, "second") {
		t.Errorf("want the first flag alone, escaped: %s", got)
	}
}

func TestTailOfASparklineStaysWithinItsRoom(t *testing.T) {
	for _, c := range []struct {
		from, spans float64
		want        string
	}{
		{0.5, 0.0625, "M96 12l6-11"}, // full within half the room
		{0.5, 0.25, "M96 12l12-6"},
		{0.9, 3, "M96 3l12 0"},
		{0.5, 0, "M96 12l1-11"},
	} {
		if got := SparkTail(c.from, c.spans); got != c.want {
			t.Errorf("from %g, full in %g spans: %s, want %s", c.from, c.spans, got, c.want)
		}
	}
}

func TestLinesOverAStackAreDrawnAtItsSamples(t *testing.T) {
	chart := percent(wave(1, 300))
	chart.Stack = true
	over := chart.Lines[0]
	over.Values, over.Color = slices.Clone(over.Values), 2
	chart.Over = []Line{over}
	got := draw(sampled(300, none), chart)
	area, edge := paths(got, "area c1")[0], paths(got, "c2")[0]
	if !strings.HasPrefix(area, edge) {
		t.Errorf("the line %s is not the edge of the area %s", edge, area)
	}
	chart.Over[0].Values[150] = math.NaN()
	if got := paths(draw(sampled(300, func(i int) bool { return i == 10 }), chart), "c2"); strings.Count(got[0], "M") < 2 {
		t.Errorf("the line is not broken by a gap: %s", got)
	}
}
