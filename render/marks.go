package render

import "psmonitor/render/report"

// This file draws what a static chart shows beside its lines: gaps, grid, levels, reboots.

func (p plot) appendGaps(b []byte, gaps []report.Interval) []byte {
	if len(gaps) == 0 {
		return b
	}
	b = append(b, `<path class="gap" d="`...)
	for _, g := range gaps {
		from, to := p.left(g.From), p.left(g.To)
		b = append(b, 'M')
		b = appendInt(b, int64(from))
		b = append(b, " 0h"...)
		b = appendInt(b, int64(max(1, to-from)))
		b = append(b, "v240H"...)
		b = appendInt(b, int64(from))
	}
	return append(b, `"/>`...)
}

func (p plot) appendGrid(b []byte) []byte {
	b = append(b, `<path class="grid" d="`...)
	for _, v := range p.axis.ticks() {
		b = appendHorizontal(b, p.height(v))
	}
	for _, t := range p.ticks {
		b = appendVertical(b, p.left(t.at))
	}
	b = append(b, `"/><path class="axis" d="`...)
	b = appendHorizontal(b, plotHeight)
	return append(b, `"/>`...)
}

func appendHorizontal(b []byte, y int) []byte {
	b = append(b, "M0"...)
	b = appendNumber(b, y)
	return append(b, "h600"...)
}

func appendVertical(b []byte, x int) []byte {
	b = append(b, 'M')
	b = appendInt(b, int64(x))
	return append(b, " 0v240"...)
}

// appendLevels draws the constant lines that are within the axis.
func (p plot) appendLevels(b []byte, c report.Chart) []byte {
	for _, level := range [...]struct {
		class string
		value float64
	}{{"limit", c.Max}, {"warning", c.Levels.Warning}, {"critical", c.Levels.Critical}} {
		if p.shows(level.value) {
			b = append(b, `<path class="`...)
			b = append(b, level.class...)
			b = append(b, `" d="`...)
			b = appendHorizontal(b, p.height(level.value))
			b = append(b, `"/>`...)
		}
	}
	return b
}

// shows tells whether a level is one, and within the axis.
func (p plot) shows(level float64) bool {
	return level > 0 && level <= p.axis.max // false for NaN
}

func (p plot) appendReboots(b []byte, reboots []int64) []byte {
	if len(reboots) == 0 {
		return b
	}
	b = append(b, `<path class="reboot" d="`...)
	for _, t := range reboots {
		b = appendVertical(b, p.left(t))
	}
	return append(b, `"/>`...)
}
