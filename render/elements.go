package render

import (
	"cmp"
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

const (
	leastRise = 1    // percentage points that a course fills the height of its picture with at least
	nearLevel = 0.75 // of a level, from which on a value is of interest
)

// hostCharts returns the charts of a host's page: those in trouble first, the worst of them first, and those last that are
// shown on demand.
func hostCharts(b *pageBuffer, h *report.Host) []page.Chart {
	samples, tails := samplesOf(h), h.Tails()
	parts := svg.Divide(samples, svg.SparkParts)
	if len(tails) > 0 {
		samples.To = tailsEnd(h)
	}
	timeline := svg.NewTimeline(samples)
	list := make([]page.Chart, len(h.Charts))
	for i := range h.Charts {
		c := &h.Charts[i]
		list[i] = newChart(*c)
		list[i].Now, list[i].Of = nowWord(h), "samples"
		list[i].Picture = b.part(func(part []byte) []byte { return appendPicture(part, timeline, *c, tails) })
		switch {
		case c.Listed:
			list[i].Elements = newElements(h, c, parts)
			list[i].Columns, list[i].Wide, list[i].Shut = nil, true, true
			list[i].Open = slices.ContainsFunc(tails, func(t report.Tail) bool { return t.Chart == c.ID }) // its axis shows the forecast
			list[i].First, list[i].Folded = withoutOthers(list[i].First), withoutOthers(list[i].Folded)
		case c.State != report.OK:
		case c.IsIdle():
			list[i].Shut, list[i].Note = true, c.Idle+" in "+formatSpan(max(h.Last()-h.Times[0], h.Cadence))
		default:
			if in := h.Chart(c.ListedIn); in != nil {
				list[i].Shut, list[i].Note = true, "newest values beside "+in.Title
			}
		}
	}
	return inOrder(list, h.Charts)
}

// nowWord is the heading of the newest values: those of a silent host are not of now.
func nowWord(h *report.Host) string {
	if h.Silent {
		return "Last"
	}
	return "Now"
}

// inOrder sorts the page's charts, which are those of the report in its order.
func inOrder(list []page.Chart, of []report.Chart) []page.Chart {
	rank := make(map[string]int, len(list))
	for i := range list {
		rank[list[i].ID] = -int(of[i].State)
		if list[i].Shut && list[i].Elements == nil {
			rank[list[i].ID] = 1
		}
	}
	slices.SortStableFunc(list, func(a, b page.Chart) int { return cmp.Compare(rank[a.ID], rank[b.ID]) })
	return list
}

// withoutOthers removes the values of a chart's own columns, which its table of elements has.
func withoutOthers(list []page.Series) []page.Series {
	for i := range list {
		list[i].Others = nil
	}
	return list
}

// newElements returns the table of a chart's elements.
func newElements(h *report.Host, c *report.Chart, parts svg.Parts) *page.Elements {
	e := &page.Elements{Span: formatSpan(h.Extent.To - h.Extent.From)}
	for _, column := range c.Table {
		e.Columns = append(e.Columns, column.Name)
	}
	var beside *report.Chart
	for i := range h.Charts {
		if h.Charts[i].ListedIn == c.ID {
			beside = &h.Charts[i]
			e.Beside = page.Link{Title: beside.Title, File: beside.ID}
		}
	}
	list := h.Listed(c, beside)
	e.Rows = make([]page.Element, len(list))
	for i := range list {
		e.Rows[i] = newElement(&list[i], c, beside, parts, time.Duration(h.Extent.To-h.Extent.From)*time.Millisecond)
		e.Grows = e.Grows || list[i].Forecast != nil
	}
	return e
}

// newElement returns the row of an element; span is the length of its course.
func newElement(l *report.Listed, c, beside *report.Chart, parts svg.Parts, span time.Duration) page.Element {
	e := page.Element{Name: l.Element, Color: int(l.Line.Color), Dash: string(l.Line.Dash), State: l.State.String(), Now: format(l.Stats.Now, c.Unit), Values: otherValues(c.Table, l.Table),
		Warning: onBar(l.Level.Warning), Critical: onBar(l.Level.Critical)}
	e.Head, e.Tail = splitName(l.Element)
	if c.Top > 0 {
		e.Bar = barText(math.Round(1000*l.Stats.Now/c.Top) / 10)
	}
	growth := 0.0
	if f := l.Forecast; f != nil {
		growth = f.PerDay * span.Hours() / 24
		e.PerDay, e.Full = "+"+format(f.PerDay, metric.Percent), dayStamp(f.Full)
	}
	e.Spark, e.Ahead = parts.OwnScale(l.Values, leastRise, growth)
	if l.Beside != nil {
		e.Beside, e.BesideState = format(l.Beside.Stats.Now, beside.Unit), l.Beside.State.String()
		if l.Beside.State == report.OK && l.Beside.Stats.Now >= nearLevel*beside.Levels.Warning {
			e.BesideState = "near"
		}
	}
	return e
}

// onBar returns where a level is on a bar, of percent; "" for none.
func onBar(level float64) string {
	if level <= 0 {
		return ""
	}
	return barText(level)
}

// dayStamp returns a time of which the day is shown.
func dayStamp(at time.Time) page.Stamp {
	s := newStamp(at.UnixMilli())
	s.Text = at.UTC().Format(time.DateOnly)
	return s
}
