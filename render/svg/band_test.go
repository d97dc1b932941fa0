package svg

import (
	"regexp"
	"testing"
)

func TestBandGoesFromTheLowestToTheHighestValues(t *testing.T) {
	band := regexp.MustCompile(`<path class="extremes c2" d="([^"]*)"/>`)
	draw := func(s Samples, l Line) string {
		found := band.FindSubmatch(NewTimeline(s).AppendChart(nil, percent(l)))
		if found == nil {
			return ""
		}
		return string(found[1])
	}
	l := line(2, 50, 50, 50)
	if got := draw(sampled(3, none), l); got != "" {
		t.Errorf("a line without extremes has the band %q", got)
	}
	l.Low, l.High = []float64{25, 0, 50}, []float64{50, 75, 100}
	if got, want := draw(sampled(3, none), l), "M0 120L300 60 600 0 600 120 300 240 0 180z"; got != want {
		t.Errorf("band %q, want %q", got, want)
	}
	four := line(2, 50, 50, 50)
	four.Low, four.High = []float64{25, 25, 25}, []float64{75, 75, 75}
	if got, want := draw(sampled(5, func(i int) bool { return i == 1 || i == 3 }), four), "M-75 60L75 60 75 180-75 180zM225 60L375 60 375 180 225 180zM525 60L675 60 675 180 525 180z"; got != want {
		t.Errorf("bands beside gaps %q, want %q", got, want)
	}
}

func TestExtentIsThatOfAllExtremes(t *testing.T) {
	low, high, ok := extent([]float64{3, 1}, []float64{4, 9})
	if !ok || low != 1 || high != 9 {
		t.Errorf("%v %v %v", low, high, ok)
	}
	if _, _, ok := extent(nil, nil); ok {
		t.Error("nothing has an extent")
	}
}
