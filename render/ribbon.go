package render

import (
	"slices"
	"strconv"
	"time"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// cellKind is how cells of one kind are drawn and told.
type cellKind struct {
	top, height string // in a box 12 high: the worse the higher, so that no state is told by its colour alone
	text        string // what was not ok; "" for nothing
	trouble     int    // by which rows are sorted
}

const more = report.Cells + 1 // than there can be cells of a kind

var cellKinds = [...]cellKind{
	report.UnknownCell:  {"9", "3", "state not known", 0},
	report.GapCell:      {"0", "12", "no samples", 0},
	report.OKCell:       {"9", "3", "", 0},
	report.WarningCell:  {"5", "7", "warning", 1},
	report.SilentCell:   {"3", "8", "silent", more},
	report.CriticalCell: {"0", "12", "critical", more * more},
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
	return page.Course{Ribbon: newRibbon(r, r.End(), length), From: newStamp(to - report.Cells*length), To: newStamp(to), Cell: length, Each: s.cellText()}
}

// cellText says how long a cell is: "hour".
func (s *Site) cellText() string {
	if text := formatSpan(report.CellLength(s.keep())); text != "60 min" {
		return text
	}
	return "hour"
}

// newRibbon draws the cells up to a last one; length is that of a cell in ms.
func newRibbon(r *report.Ribbon, last, length int64) (d page.Ribbon) {
	var paths [len(cellKinds)][]byte
	var room [len(cellKinds)][64]byte // on the stack, for most paths
	for i := range paths {
		paths[i] = room[i][:0]
	}
	first := last - (report.Cells - 1)
	for from, to := int64(0), int64(0); from < report.Cells; from = to {
		cell := r.At(first + from)
		for to = from + 1; to < report.Cells && r.At(first+to) == cell; to++ {
		}
		kind := &cellKinds[cell]
		paths[cell] = kind.appendCells(paths[cell], from, to)
		d.Trouble += int(to-from) * kind.trouble
		if kind.text != "" {
			d.Spans = append(d.Spans, page.Span{State: kind.text, From: newStamp((first + from) * length), To: newStamp((first + to) * length)})
		}
	}
	d.Unknown, d.Gap, d.OK = string(paths[report.UnknownCell]), string(paths[report.GapCell]), string(paths[report.OKCell])
	d.Warning, d.Silent, d.Critical = string(paths[report.WarningCell]), string(paths[report.SilentCell]), string(paths[report.CriticalCell])
	d.Else = d.OK != ""
	slices.Reverse(d.Spans) // the newest first
	d.More = max(0, len(d.Spans)-maxSpans)
	d.Spans = d.Spans[:len(d.Spans)-d.More]
	return d
}

// appendCells appends the path data of cells.
func (k *cellKind) appendCells(b []byte, from, to int64) []byte {
	b = append(strconv.AppendInt(append(b, 'M'), from, 10), ' ')
	b = strconv.AppendInt(append(append(b, k.top...), 'h'), to-from, 10)
	b = append(append(append(b, 'v'), k.height...), 'H')
	return append(strconv.AppendInt(b, from, 10), 'z')
}
