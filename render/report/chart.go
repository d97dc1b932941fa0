package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"psmonitor/internal/metric"
)

// Chart is a chart of a host with its numbers.
type Chart struct {
	metric.Chart
	Max    float64      // the newest value of the declared limit; NaN if there is none
	Levels metric.Level // in the chart's unit; zero for none
	Shares metric.Level // the levels as percentages of Max; zero where they are in the chart's unit

	// Further are levels beside these: those of other rules whose values the chart draws, and those of elements in trouble that
	// have their own.
	Further []FurtherLevel

	State  State    // the worst of what the chart shows; OK without a reason
	Series []Series // of elements, those in trouble first
}

// FurtherLevel is where a state begins, in the unit of the chart that draws it.
type FurtherLevel struct {
	At    float64
	State State
}

// Series is one line of a chart.
type Series struct {
	ID   string // letters, digits and underscores; unique on the page
	Name string // foreign text, cleaned
	Line metric.Line

	// Element is the name of the array's element, cleaned, and Part has the values of the chart's field of that name; "" and
	// nil without them.
	Element string
	Part    []float64

	State  State     // that of a reason about the line or its element
	Values []float64 // one a sample, NaN for none
	Stats  Stats     // its Min and Max are those of Low and High, if they are there

	// Low and High are the lowest and the highest values of the hour or day of which Values has the mean; nil for samples.
	Low, High []float64

	Table []float64 // the newest values of the chart's table columns, NaN for none
}

// Unfolded is how many lines a chart shows until its reader asks for all. If it has more, the elements with the highest
// values come first.
const Unfolded = 8

// Unfolded returns the series that are shown until the reader asks for all. The layers of a stack are shown together, and so
// are the lines in trouble.
func (c Chart) Unfolded() []Series {
	if c.Stack {
		return c.Series
	}
	n := min(len(c.Series), Unfolded)
	for n < len(c.Series) && c.Series[n].State != OK {
		n++
	}
	return c.Series[:n]
}

// IsIdle reports whether the chart's values are all zero, where its declaration has a word for that.
func (c Chart) IsIdle() bool {
	return c.Idle != "" && !slices.ContainsFunc(c.Series, func(s Series) bool { return s.Stats.Min != 0 || s.Stats.Max != 0 })
}

// buildCharts fills in the charts for which there are values.
func (h *Host) buildCharts(t metric.Thresholds) {
	h.Charts = make([]Chart, 0, len(h.decoder.layout.charts))
	for _, declared := range h.decoder.layout.charts {
		c := Chart{Chart: declared, Max: h.newest(declared.Limit.Field)}
		c.Levels, c.Shares = h.levels(declared, t)
		if declared.Each.Array == "" {
			h.addLines(&c)
		} else {
			h.addElements(&c)
		}
		if len(c.Series) > 0 {
			h.Charts = append(h.Charts, c)
		}
	}
}

// addLines adds the lines of a chart that is drawn once.
func (h *Host) addLines(c *Chart) {
	c.Series = make([]Series, 0, len(c.Lines))
	for i, line := range c.Lines {
		if line.Color == 0 {
			line.Color = metric.ColorOf(i)
		}
		judged := h.judgedBy(line)
		values := h.drawn(line, judged)
		h.addSeries(c, line, line.Name, values, h.decoder.column, h.tableOf(c, values, judged))
	}
}

// tableOf returns the newest values of the chart's table columns for a line; judged are the percentages of its rule, nil without
// a rule.
func (h *Host) tableOf(c *Chart, values, judged []float64) []float64 {
	table := make([]float64, len(c.Table))
	for i, column := range c.Table {
		switch {
		case !column.Share:
			table[i] = h.newest(column.Field)
		case judged != nil:
			table[i] = last(judged)
		case column.Unit == metric.Percent:
			table[i] = 100 * last(values) / c.Max
		default:
			table[i] = last(values) / c.Max
		}
	}
	return table
}

// addElements adds the lines of a chart that is drawn for each element of an array.
func (h *Host) addElements(c *Chart) {
	d := h.decoder
	index := d.layout.arrayAt(c.Each.Array)
	places := h.ranking(*c, index)
	c.Series = make([]Series, 0, len(places)*len(c.Lines))
	for at, place := range places {
		name := CleanText(d.lists[index].names[place])
		column := func(field string) []float64 { return d.elementColumn(index, place, field) }
		table := make([]float64, len(c.Table))
		for j, own := range c.Table {
			table[j] = last(column(own.Field))
		}
		for _, line := range c.Lines {
			if line.Color == 0 || len(places) > 1 { // colours tell several elements apart
				line.Color = metric.ColorOf(at)
			}
			if line.Dash == metric.Solid {
				line.Dash = [...]metric.Dash{metric.Solid, metric.Dashed, metric.Dotted}[at/8%3]
			}
			title := name
			if line.Name != "" {
				title += " " + line.Name
			}
			if h.addSeries(c, line, title, column(line.Field), column, table) {
				s := &c.Series[len(c.Series)-1]
				s.Element, s.Part = name, column(c.Part)
			}
		}
	}
}

// ranking returns the places of an array's elements in the order in which a chart shows them: that of the documents, or if
// not all are shown at first, those with the highest values first.
func (h *Host) ranking(c Chart, index int) []int {
	places := make([]int, len(h.decoder.lists[index].names))
	for i := range places {
		places[i] = i
	}
	if len(places)*len(c.Lines) <= Unfolded {
		return places
	}
	highest := make([]float64, len(places))
	for i := range places {
		highest[i] = h.highest(c.Lines[0], index, i)
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(highest[b], highest[a]) })
	return places
}

// highest returns the highest value of an element's line. Without values it is NaN, which cmp orders before all numbers.
func (h *Host) highest(l metric.Line, index, place int) float64 {
	d := h.decoder
	column := func(field string) []float64 { return d.elementColumn(index, place, field) }
	values := column(l.Field)
	if len(l.Of) > 0 {
		values = d.share(values, wholeOf(l.Of, column))
	}
	highest := math.NaN()
	for _, v := range values {
		if !(v <= highest) && !math.IsNaN(v) {
			highest = v
		}
	}
	return highest
}

// addSeries adds a line to a chart, if it has values, and reports whether it did. column returns the column of a field of which
// the values are shown as a percentage.
func (h *Host) addSeries(c *Chart, line metric.Line, name string, values []float64, column func(field string) []float64, table []float64) bool {
	if len(line.Of) > 0 {
		values = h.decoder.share(values, wholeOf(line.Of, column))
	}
	s := h.decoder.statistics(values)
	if math.IsNaN(s.Max) {
		return false
	}
	c.Series = append(c.Series, Series{
		ID: c.ID + "_" + strconv.Itoa(len(c.Series)), Name: name, Line: line, Values: values, Stats: s, Table: table,
	})
	return true
}

// newest returns a field's value at the newest sample that has one; NaN if none has.
func (h *Host) newest(path string) float64 {
	values := h.decoder.column(path)
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return values[i]
		}
	}
	return math.NaN()
}

// last returns the value at the newest sample, NaN if it has none.
func last(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return values[len(values)-1]
}
