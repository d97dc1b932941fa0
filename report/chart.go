package report

import (
	"fmt"
	"math"
	"slices"

	"psmonitor/metric"
)

// Chart is a chart of a host with its numbers.
type Chart struct {
	metric.Chart
	Max    float64 // the newest value of the declared limit; NaN if there is none
	Levels Level   // in the chart's unit; zero for none
	Series []Series
}

// Series is one line of a chart.
type Series struct {
	ID     string // letters, digits and underscores; unique on the page
	Name   string // foreign text, cleaned
	Line   metric.Line
	Values []float64 // one a sample, NaN for none
	Stats  Stats
	Table  []float64 // the newest values of the chart's table columns, NaN for none
}

// Stats are the statistics of a line over the time shown. All are NaN when there is no value.
type Stats struct {
	Now           float64 // at the newest sample, NaN if it has none
	Min, Avg, Max float64
}

// foldAt is the number of elements from which on they are sorted by what matters instead of by name.
const foldAt = 8

func (h *Host) buildCharts(t Thresholds) {
	for _, declared := range h.decoder.layout.charts {
		c := Chart{Chart: declared, Max: h.newest(declared.Limit.Field), Levels: h.levels(declared, t)}
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
	for i, line := range c.Lines {
		if line.Color == 0 {
			line.Color = metric.Color(i%8 + 1)
		}
		whole := make([][]float64, len(line.Of))
		for j, f := range line.Of {
			whole[j] = h.decoder.column(f)
		}
		table := make([]float64, len(c.Table))
		for j, column := range c.Table {
			table[j] = h.newest(column.Field)
		}
		h.addSeries(c, line, line.Name, h.decoder.column(line.Field), whole, table)
	}
}

// addElements adds the lines of a chart that is drawn for each element of an array.
func (h *Host) addElements(c *Chart) {
	d := h.decoder
	index := slices.IndexFunc(d.layout.arrays, func(a *array) bool { return a.name == c.Each.Array })
	places := h.ranking(*c, index)
	for at, place := range places {
		name := CleanText(d.lists[index].names[place])
		table := make([]float64, len(c.Table))
		for j, column := range c.Table {
			table[j] = last(d.elementColumn(index, place, column.Field))
		}
		for _, line := range c.Lines {
			whole := make([][]float64, len(line.Of))
			for j, f := range line.Of {
				whole[j] = d.elementColumn(index, place, f)
			}
			if line.Color == 0 || len(places) > 1 { // of several elements, colours tell the elements apart
				line.Color = metric.Color(at%8 + 1)
			}
			if line.Dash == metric.Solid {
				line.Dash = [...]metric.Dash{metric.Solid, metric.Dashed, metric.Dotted}[at/8%3]
			}
			title := name
			if line.Name != "" {
				title += " " + line.Name
			}
			h.addSeries(c, line, title, d.elementColumn(index, place, line.Field), whole, table)
		}
	}
}

// ranking returns the places of an array's elements in the order in which a chart shows them: as the documents have
// them, or with more than a few the ones with the highest values first.
func (h *Host) ranking(c Chart, index int) []int {
	d := h.decoder
	places := make([]int, len(d.lists[index].names))
	highest := make([]float64, len(places))
	for i := range places {
		places[i] = i
		whole := make([][]float64, len(c.Lines[0].Of))
		for j, f := range c.Lines[0].Of {
			whole[j] = d.elementColumn(index, i, f)
		}
		values := d.elementColumn(index, i, c.Lines[0].Field)
		if len(whole) > 0 {
			values = d.share(values, whole)
		}
		highest[i] = statistics(values).Max
	}
	if len(places) > foldAt {
		slices.SortStableFunc(places, func(a, b int) int {
			switch {
			case highest[a] > highest[b] || math.IsNaN(highest[b]) && !math.IsNaN(highest[a]):
				return -1
			case highest[b] > highest[a] || math.IsNaN(highest[a]) && !math.IsNaN(highest[b]):
				return 1
			}
			return 0
		})
	}
	return places
}

func (h *Host) addSeries(c *Chart, line metric.Line, name string, values []float64, whole [][]float64, table []float64) {
	if len(line.Of) > 0 {
		values = h.decoder.share(values, whole)
	}
	s := statistics(values)
	if math.IsNaN(s.Max) {
		return
	}
	c.Series = append(c.Series, Series{
		ID: fmt.Sprintf("%s_%d", c.ID, len(c.Series)), Name: name, Line: line, Values: values, Stats: s, Table: table,
	})
}

// levels returns the levels that are drawn in a chart.
func (h *Host) levels(c metric.Chart, t Thresholds) Level {
	switch c.Threshold {
	case "disk":
		return t.Disk
	case "inodes":
		return t.Inodes
	case "cpu":
		return t.CPU
	case "load":
		if cpus := h.newest(fieldCPUs); cpus > 0 {
			return Level{t.Load.Warning * cpus, t.Load.Critical * cpus}
		}
	}
	return Level{}
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

func statistics(values []float64) Stats {
	s := Stats{Now: last(values), Min: math.NaN(), Avg: math.NaN(), Max: math.NaN()}
	sum, n := 0.0, 0
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		if n == 0 || v < s.Min {
			s.Min = v
		}
		if n == 0 || v > s.Max {
			s.Max = v
		}
		sum += v
		n++
	}
	if n > 0 {
		s.Avg = sum / float64(n)
	}
	return s
}
