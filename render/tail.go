package render

import (
	"math"
	"time"

	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// tailsEnd returns where the time axis of a host's charts ends if a forecast is drawn: a quarter further, as the page script
// extends it for a host that is late.
func tailsEnd(h *report.Host) int64 { return h.Extent.To + (h.Extent.To-h.Extent.From)/4 }

// flagText is the label at the end of a tail: "full Mon 30". Days are UTC, and named as on the time axis.
func flagText(t report.Tail) string {
	day := (24 * time.Hour).Milliseconds()
	layout := "Mon 2"
	if t.To/day-t.From/day > 6 {
		layout = "2 Jan"
	}
	return t.Text + " " + time.UnixMilli(t.To).UTC().Format(layout)
}

// sparkTail returns the tail of a sparkline of percentages, and "" if none is drawn. subject is a disk's mount, or the kind.
func (r *newest) sparkTail(kind, subject string, now float64) string {
	for _, f := range r.host.Forecasts {
		if f.Kind != kind || f.Subject != subject || math.IsNaN(now) || !r.host.ShowsTail(f) {
			continue
		}
		span := r.host.Extent.To - r.host.Extent.From
		return svg.SparkTail(now/100, float64(f.Full.UnixMilli()-r.host.Last())/float64(span))
	}
	return ""
}
