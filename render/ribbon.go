package render

import (
	"slices"
	"strconv"
	"time"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// shape is how a kind of cell is drawn: up from the bottom, the worse the higher, so that no state is told by its colour
// alone. The units are those of a box that is as wide as there are cells, and 12 high.
type shape struct{ top, height string }

var shapes = [...]shape{
	report.UnknownCell: {"9", "3"}, report.GapCell: {"0", "12"}, report.OKCell: {"9", "3"}, report.WarningCell: {"5", "7"}, report.SilentCell: {"3", "8"}, report.CriticalCell: {"0", "12"},
}

// maxSpans is how many stretches that were not ok a ribbon tells in words, the newest.
const maxSpans = 5

// keep returns how long samples are kept.
func (o *Options) keep() time.Duration {
	if o.Keep == 0 {
		return report.Span
	}
	return o.Keep
}

// drawRibbons draws the ribbons of rows over one stretch of time, which ends with the cell of the newest sample.
func (s *Site) drawRibbons(rows []hostRow, newest int64) {
	length := report.CellLength(s.keep())
	last := report.CellAt(newest, length)
	for i := range rows {
		rows[i].Row.Ribbon = newRibbon(&rows[i].Ribbon, last, length)
	}
}

// course returns the ribbon of a host's own page, which ends with the cell of its newest sample, or in which it fell silent.
func (s *Site) course(r *report.Ribbon) (c page.Course) {
	if len(r.Cells) == 0 {
		return c
	}
	length := report.CellLength(s.keep())
	to := (r.End() + 1) * length
	c = page.Course{Ribbon: newRibbon(r, r.End(), length), From: newStamp(to - report.Cells*length), To: newStamp(to), Cell: length, Each: formatSpan(length)}
	if c.Each == "60 min" {
		c.Each = "hour"
	}
	return c
}

// newRibbon draws the cells up to a last one; length is that of a cell in ms.
func newRibbon(r *report.Ribbon, last, length int64) page.Ribbon {
	var cells [report.Cells]report.Cell
	for i := range cells {
		cells[i] = r.At(last - int64(len(cells)-1-i))
	}
	var d page.Ribbon
	d.Unknown, d.Gap, d.OK = cellPath(&cells, report.UnknownCell), cellPath(&cells, report.GapCell), cellPath(&cells, report.OKCell)
	d.Warning, d.Silent, d.Critical = cellPath(&cells, report.WarningCell), cellPath(&cells, report.SilentCell), cellPath(&cells, report.CriticalCell)
	d.Spans = spansOf(&cells, (last-int64(len(cells)-1))*length, length)
	d.Else = d.OK != ""
	d.Trouble = troubleOf(&cells)
	d.More = max(0, len(d.Spans)-maxSpans)
	d.Spans = d.Spans[:len(d.Spans)-d.More]
	return d
}

// cellPath returns path data of the cells of one kind, "" for none.
func cellPath(cells *[report.Cells]report.Cell, kind report.Cell) string {
	var room [256]byte
	b := room[:0]
	for from, to := 0, 0; from < len(cells); from = to {
		for to = from + 1; to < len(cells) && cells[to] == cells[from]; to++ {
		}
		if cells[from] == kind {
			b = append(strconv.AppendInt(append(b, 'M'), int64(from), 10), ' ')
			b = append(append(append(b, shapes[kind].top...), 'h'), strconv.Itoa(to-from)...)
			b = append(append(append(b, 'v'), shapes[kind].height...), 'H')
			b = append(strconv.AppendInt(b, int64(from), 10), 'z')
		}
	}
	return string(b)
}

// troubleOf returns a number by which rows are sorted: critical cells count most, then silent ones.
func troubleOf(cells *[report.Cells]report.Cell) (trouble int) {
	const more = report.Cells + 1 // than there can be of a kind
	for _, c := range cells {
		switch c {
		case report.CriticalCell:
			trouble += more * more
		case report.SilentCell:
			trouble += more
		case report.WarningCell:
			trouble++
		}
	}
	return trouble
}

// spansOf returns the stretches of cells of one kind that were not ok, the newest first. from is the begin of the first
// cell, length that of each, in ms.
func spansOf(cells *[report.Cells]report.Cell, from, length int64) (list []page.Span) {
	for i, j := 0, 0; i < len(cells); i = j {
		for j = i + 1; j < len(cells) && cells[j] == cells[i]; j++ {
		}
		if text := cellText(cells[i]); text != "" {
			list = append(list, page.Span{State: text, From: newStamp(from + int64(i)*length), To: newStamp(from + int64(j)*length)})
		}
	}
	slices.Reverse(list)
	return list
}

// cellText names what was not ok in a cell; "" for nothing.
func cellText(c report.Cell) string {
	switch c {
	case report.UnknownCell:
		return "state not known"
	case report.GapCell:
		return "no samples"
	case report.EmptyCell, report.OKCell:
		return ""
	}
	return report.State(c - report.OKCell).String()
}
