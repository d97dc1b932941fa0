package render

import (
	"strings"
	"unicode/utf8"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// newChart returns a chart of a host's page, but for its picture.
func newChart(c report.Chart) page.Chart {
	first := c.Unfolded()
	p := page.Chart{ID: c.ID, Title: c.Title, State: c.State.String(), Wide: c.Wide, First: newSeries(c, first), Folded: newSeries(c, c.Series[len(first):])}
	for _, column := range c.Table {
		p.Columns = append(p.Columns, column.Name)
	}
	return p
}

// newSeries returns rows of a chart's table.
func newSeries(c report.Chart, list []report.Series) []page.Series {
	rows := make([]page.Series, len(list))
	_, down := directions(c)
	for i, s := range list {
		rows[i] = page.Series{ID: s.ID, Color: int(s.Line.Color), Dash: string(s.Line.Dash), Name: s.Name, State: s.State.String(),
			Now: format(s.Stats.Now, c.Unit), Min: format(s.Stats.Min, c.Unit), Avg: format(s.Stats.Avg, c.Unit),
			Max: format(s.Stats.Max, c.Unit), P95: format(s.Stats.P95, c.Unit), Others: otherValues(c.Table, s.Table)}
		switch {
		case s.Line.Below:
			rows[i].Direction = "down"
		case down != "":
			rows[i].Direction = "up"
		}
		rows[i].Head, rows[i].Tail = splitName(s.Name)
	}
	return rows
}

func otherValues(columns []metric.Column, values []float64) []string {
	var list []string
	for i, column := range columns {
		list = append(list, format(values[i], column.Unit))
	}
	return list
}

// How long a name is before it is shown in two parts, and the second of them, in runes: of a name alone, and of a device's
// before a word like " writes", which is the line's.
const (
	longName   = 10
	nameTail   = 7
	deviceTail = 4
	longWord   = len(" writes")
)

// splitName returns a line's name in two parts, of which the stylesheet cuts the first where there is little room: names of
// mounts and devices differ at their ends. A short name has no second part.
func splitName(name string) (head, tail string) {
	if utf8.RuneCountInString(name) <= longName {
		return name, ""
	}
	at, n := len(name), nameTail
	if word := strings.LastIndexByte(name, ' '); word >= len(name)-longWord && word > 0 {
		at, n = word, deviceTail
	}
	for range n {
		_, size := utf8.DecodeLastRuneInString(name[:at])
		at -= size
	}
	if at == 0 {
		return name, ""
	}
	return name[:at], name[at:]
}
