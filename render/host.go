package render

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"strconv"

	"psmonitor/metric"
	"psmonitor/report"
)

// hostPage makes the page of a host.
func (s *Site) hostPage(b *bytes.Buffer, h *report.Host) error {
	options, err := s.options.of(h.Charts)
	if err != nil {
		return err
	}
	v := hostView{
		page: page{Title: h.Name + ": psmonitor", Root: "../../", Script: s.assets.host, Style: s.assets.style,
			State: h.State.String(), Version: s.version},
		Name: h.Name, Server: h.Server, Last: newStamp(h.Last()), Since: newStamp(h.Since), Cadence: h.Due, Tiles: tiles(h),
		Facts: facts(h), Reasons: reasons(h), Notes: h.Notes,
		Options: template.JS(options), Data: template.JS(appendData(nil, h)),
	}
	f := newFrame(h)
	for _, c := range h.Charts {
		view := newChartView(c)
		view.SVG = chartSVG(f, h, c)
		view.Data = template.JS(appendColumns(nil, c))
		v.Charts = append(v.Charts, view)
	}
	return s.templates.ExecuteTemplate(b, "host.gohtml", v)
}

func newChartView(c report.Chart) chartView {
	v := chartView{ID: c.ID, Title: c.Title, Unit: string(c.Unit), Wide: c.Wide, Total: len(c.Series)}
	for _, column := range c.Table {
		v.Columns = append(v.Columns, column.Name)
	}
	unfolded := len(c.Unfolded())
	for i, s := range c.Series {
		row := rowView{
			Series: s.ID, Name: s.Name, Color: int(s.Line.Color), Dash: string(s.Line.Dash),
			Now: format(s.Stats.Now, c.Unit), Min: format(s.Stats.Min, c.Unit),
			Avg: format(s.Stats.Avg, c.Unit), Max: format(s.Stats.Max, c.Unit), P95: format(s.Stats.P95, c.Unit),
		}
		for j, column := range c.Table {
			row.Extra = append(row.Extra, format(s.Table[j], column.Unit))
		}
		if i < unfolded {
			v.Rows = append(v.Rows, row)
		} else {
			v.More = append(v.More, row)
		}
	}
	return v
}

func reasons(h *report.Host) []string {
	var list []string
	for _, r := range h.Reasons {
		list = append(list, r.Text)
	}
	return list
}

// facts returns what the page's head says about the machine, without what is unknown.
func facts(h *report.Host) []fact {
	var list []fact
	add := func(label, value string) {
		if value != "" {
			list = append(list, fact{label, value})
		}
	}
	number := func(v float64) string {
		if math.IsNaN(v) {
			return ""
		}
		return format(v, metric.Count)
	}
	if up := h.Facts.Uptime; !math.IsNaN(up) && up >= 0 {
		add("Uptime", formatDuration(up))
	}
	system := h.Facts.Platform
	if system == "" {
		system = h.Facts.OS
	}
	add("System", system)
	add("Kernel", h.Facts.Kernel)
	add("CPUs", number(h.Facts.CPUs))
	add("Users", number(h.Facts.Users))
	if n := len(h.Times); n > 0 {
		add("Samples", strconv.Itoa(n)+", every "+formatCadence(h.Cadence))
	}
	if len(h.Gaps) > 0 {
		add("Gaps", fmt.Sprintf("%s, %s missing", plural(len(h.Gaps), "gap"), plural(h.Missing, "sample")))
	}
	return list
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// formatCadence returns a spacing in ms as people say it: 5 min, 90 s.
func formatCadence(ms int64) string {
	seconds := (ms + 500) / 1000
	switch {
	case ms < 1000:
		return strconv.FormatInt(ms, 10) + " ms"
	case seconds >= 55 && (seconds%60 <= 5 || seconds%60 >= 55):
		return strconv.FormatInt((seconds+30)/60, 10) + " min"
	}
	return strconv.FormatInt(seconds, 10) + " s"
}
