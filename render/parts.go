package render

import "psmonitor/render/report"

// parts are the equal parts into which a host's time is divided, where its courses are drawn small.
type parts struct {
	n  int
	of []uint8 // which one each sample is in
}

// divide divides a host's time into so many parts at most, and no more than 256: into fewer while it is short, so that
// none is without a sample where none is missing.
func (p *parts) divide(h *report.Host, most int) {
	span := h.Extent.To - h.Extent.From
	fit := 2 * span / (3 * max(1, h.Cadence))
	p.n = int(max(1, min(fit, int64(most))))
	width := float64(max(1, span)) / float64(p.n)
	p.of = p.of[:0]
	for _, t := range h.Times {
		p.of = append(p.of, uint8(min(p.n-1, int(float64(t-h.Extent.From)/width))))
	}
}

// appendStep appends a step of such a course's path: a line to a part, or where none is being drawn a move.
func appendStep(b []byte, drawing bool, x, y int) []byte {
	command := byte('l')
	if !drawing {
		command = 'm'
	}
	return appendNumber(appendInt(append(b, command), int64(x)), y)
}
