package render

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// plainPoint is a sample that is drawn, at a height; broken tells that no line leads to it.
type plainPoint struct {
	row, y int
	broken bool
}

// pick chooses the samples of a line that are drawn: of each stretch the lowest and the highest. Between two of them a
// line is drawn unless something is missing there: in the values, or a gap.
func (p *plainPlot) pick(values []float64) (line []plainPoint) {
	for _, rows := range p.stretches() {
		rows = slices.DeleteFunc(rows, func(i int) bool { return math.IsNaN(values[i]) })
		if len(rows) == 0 {
			continue
		}
		compare := func(a, b int) int {
			switch {
			case values[a] < values[b]:
				return -1
			case values[a] > values[b]:
				return 1
			}
			return 0
		}
		both := []int{slices.MinFunc(rows, compare), slices.MaxFunc(rows, compare)}
		slices.Sort(both)
		for _, row := range slices.Compact(both) {
			before := -1
			if len(line) > 0 {
				before = line[len(line)-1].row
			}
			line = append(line, plainPoint{row: row, broken: p.missing(values, before, row)})
		}
	}
	return line
}

// stretches divides the samples into 75 stretches of equal length, unless there are few, and where there is a gap.
func (p *plainPlot) stretches() (list [][]int) {
	n, length := len(p.h.Times), 1
	if n > 150 {
		length = (n + 74) / 75
	}
	for i := range n {
		if len(list) == 0 || len(list[len(list)-1]) == length || p.isGap(i) {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], i)
	}
	return list
}

// isGap reports whether there is a gap before a sample.
func (p *plainPlot) isGap(i int) bool {
	for _, g := range p.h.Gaps {
		if i > 0 && g.From >= p.h.Times[i-1] && g.To <= p.h.Times[i] {
			return true
		}
	}
	return false
}

func (p *plainPlot) missing(values []float64, before, row int) bool {
	for i := before + 1; i <= row; i++ {
		if math.IsNaN(values[i]) || p.isGap(i) {
			return true
		}
	}
	return false
}

// path draws a line, or with a floor the area between the line and it.
func (p *plainPlot) path(line []plainPoint, floor string) string {
	var all strings.Builder
	for len(line) > 0 {
		end := 1
		for end < len(line) && !line[end].broken {
			end++
		}
		all.WriteString(p.segment(line[:end], floor))
		line = line[end:]
	}
	return all.String()
}

func (p *plainPlot) segment(line []plainPoint, floor string) string {
	units := 600 / float64(p.h.Extent.To-p.h.Extent.From)
	xOf := func(at plainPoint) int {
		return int(math.Round(float64(p.h.Times[at.row]-p.h.Extent.From) * units))
	}
	start, drawn := xOf(line[0]), ""
	if len(line) == 1 { // as wide as a cadence
		half := max(1, int(math.Round(float64(p.h.Cadence)*units/2)))
		start -= half
		drawn = fmt.Sprintf("M%d%sh%d", start, after(line[0].y), 2*half)
	} else {
		drawn = fmt.Sprintf("M%d%sl", start, after(line[0].y))
		from := line[0]
		for i := 1; i < len(line); i++ {
			at := line[i]
			if i+1 < len(line) && at.y == from.y && line[i+1].y == from.y {
				continue // within a level stretch
			}
			drawn += after(xOf(at)-xOf(from)) + after(at.y-from.y)
			from = at
		}
		drawn = strings.Replace(drawn, "l ", "l", 1)
	}
	if floor != "" {
		drawn += fmt.Sprintf("%sH%dz", floor, start)
	}
	return drawn
}
