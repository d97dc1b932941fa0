package svg

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

type position struct{ x, y int }

// positions returns the points of path data of the commands M, l and h, by pieces.
func positions(t *testing.T, data string) (pieces [][]position) {
	t.Helper()
	var at position
	for _, command := range regexp.MustCompile(`[A-Za-z][^A-Za-z]*`).FindAllString(data, -1) {
		var n []int
		for _, text := range regexp.MustCompile(`-?[0-9]+`).FindAllString(command, -1) {
			v, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			n = append(n, v)
		}
		switch command[0] {
		case 'M':
			at = position{n[0], n[1]}
			pieces = append(pieces, []position{at})
		case 'h':
			at.x += n[0]
			pieces[len(pieces)-1] = append(pieces[len(pieces)-1], at)
		case 'l':
			for ; len(n) > 1; n = n[2:] {
				at = position{at.x + n[0], at.y + n[1]}
				pieces[len(pieces)-1] = append(pieces[len(pieces)-1], at)
			}
		default:
			t.Fatalf("a command %q in %s", command, data)
		}
	}
	return pieces
}

// passes reports whether a piece goes through a point.
func passes(piece []position, p position) bool {
	for i := 1; i < len(piece); i++ {
		a, b := piece[i-1], piece[i]
		if a.x <= p.x && p.x <= b.x && (p.x-a.x)*(b.y-a.y) == (p.y-a.y)*(b.x-a.x) {
			return true
		}
	}
	return false
}

// TestLinePassesThroughExtremes looks at lines with gaps and missing values: each passes through the lowest and the
// highest value of each bucket, turns at samples only, and crosses no gap and no missing value.
func TestLinePassesThroughExtremes(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 9, 150, 151, 400, 576} {
		for _, missing := range []float64{0, 0.02, 0.3} {
			s := sampled(n, func(i int) bool { return i > 0 && i < n-1 && chance.Float64() < missing })
			values := make([]float64, len(s.Times))
			for i := range values {
				if values[i] = math.Round(100 * chance.Float64()); chance.Float64() < missing {
					values[i] = math.NaN()
				}
			}
			t.Run(fmt.Sprint(n, " samples, ", missing, " missing"), func(t *testing.T) { checkLine(t, s, values) })
		}
	}
}

func checkLine(t *testing.T, s Samples, values []float64) {
	t.Helper()
	timeline := NewTimeline(s)
	c := percent(line(1, values...))
	pieces := positions(t, paths(string(timeline.AppendChart(nil, c)), "c1")[0])
	p := newPlot(c.axis(nil))
	place := func(row int) position { return position{timeline.x[row], p.height(values[row])} }
	for _, b := range timeline.buckets {
		low, high, _ := extremes(values[b.from:b.to])
		if low < 0 {
			continue
		}
		for _, at := range []int{low, high} {
			if !slices.ContainsFunc(pieces, func(piece []position) bool { return passes(piece, place(b.from+at)) }) {
				t.Errorf("no line through sample %d at %v", b.from+at, place(b.from+at))
			}
		}
	}
	for row, v := range values {
		if !math.IsNaN(v) {
			continue
		}
		for _, piece := range pieces {
			if len(piece) > 2 && piece[0].x < timeline.x[row] && timeline.x[row] < piece[len(piece)-1].x {
				t.Errorf("a line from %v to %v crosses the missing value at %d", piece[0], piece[len(piece)-1], timeline.x[row])
			}
		}
	}
	for _, g := range s.Gaps {
		for _, piece := range pieces {
			if from, to := timeline.left(g.From), timeline.left(g.To); len(piece) > 2 && piece[0].x < from && to < piece[len(piece)-1].x {
				t.Errorf("a line from %v to %v crosses the gap from %d to %d", piece[0], piece[len(piece)-1], from, to)
			}
		}
	}
}

// TestLevelLineReachesItsEnd draws equal values: the line reaches the newest sample, and the last one before a gap.
func TestLevelLineReachesItsEnd(t *testing.T) {
	s := sampled(576, func(i int) bool { return 300 <= i && i < 320 })
	pieces := positions(t, paths(draw(s, percent(line(1, slices.Repeat([]float64{50}, len(s.Times))...))), "c1")[0])
	timeline := NewTimeline(s)
	var ends []int
	for _, piece := range pieces {
		ends = append(ends, piece[len(piece)-1].x)
	}
	if want := []int{timeline.x[299], timeline.x[len(s.Times)-1]}; !slices.Equal(ends, want) {
		t.Errorf("the pieces end at %v, want %v", ends, want)
	}
}

func TestLinesOfManySamplesAreShort(t *testing.T) {
	if n := len(NewTimeline(sampled(576, none)).choose(wave(1, 576).Values)); n > 2*buckets+1 {
		t.Errorf("%d points, want at most %d", n, 2*buckets+1)
	}
}

func TestExtremesAreTheFirstOfEqualValues(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values    []float64
		low, high int
		missing   bool
	}{
		{nil, -1, -1, false}, {[]float64{nan, nan}, -1, -1, true}, {[]float64{3}, 0, 0, false}, {[]float64{2, 2, 2}, 0, 0, false},
		{[]float64{nan, 2, 1, 3, 1, 3}, 2, 3, true}, {[]float64{5, 4, nan}, 1, 0, true}, {[]float64{math.Inf(1), 0, math.Inf(-1)}, 2, 0, false},
		{[]float64{0, math.Copysign(0, -1)}, 0, 0, false},
	} {
		if low, high, missing := extremes(c.values); low != c.low || high != c.high || missing != c.missing {
			t.Errorf("extremes of %v at %d and %d, missing %v, want %d, %d, %v", c.values, low, high, missing, c.low, c.high, c.missing)
		}
	}
}
