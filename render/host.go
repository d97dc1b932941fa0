package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"math"
	"strconv"

	"psmonitor/metric"
	"psmonitor/report"
)

// hostCut stands in the template's output for what is put in afterwards. No foreign text has a < there.
const hostCut = "<cut>"

// hostPage makes the page of a host. The template makes what is around the cards and the numbers, which are most of the
// page and would be copied four times on their way through it.
func (s *Site) hostPage(b *bytes.Buffer, f *frame, h *report.Host) error {
	f.reset(h)
	before, rest, err := s.aroundCards(f, h)
	if err != nil || len(h.Charts) == 0 {
		b.Write(before)
		return err
	}
	between, after, found := bytes.Cut(rest, []byte(hostCut))
	if !found {
		return errors.New("the template has no place for the numbers")
	}
	cards, err := s.cards(f, h)
	if err != nil {
		return err
	}
	b.Write(before)
	b.Write(cards)
	b.Write(between)
	b.Write(f.numbers(h))
	b.Write(after)
	return nil
}

// aroundCards returns what the template makes before the place of the cards, and after it, until f is used for the next
// host.
func (s *Site) aroundCards(f *frame, h *report.Host) (before, after []byte, err error) {
	options, err := s.options.append(nil, h.Charts)
	if err != nil {
		return nil, nil, err
	}
	v := hostView{
		page: page{Title: hostTitle(h), Root: "../../", Script: s.assets.host, Draws: len(h.Charts) > 0, Style: s.assets.style,
			State: h.State.String(), Version: s.version},
		Name: h.Name, Server: h.Server, Last: newStamp(h.Last()), Since: newStamp(h.Since), Held: heldFor(h), Cadence: h.Due, Tiles: tiles(h),
		Facts: facts(h), Reasons: reasons(h), Notes: h.Notes, Options: template.JS(options),
	}
	if len(h.Charts) > 0 {
		v.Cards, v.Numbers = hostCut, hostCut
	}
	f.around.Reset()
	if err := s.templates.ExecuteTemplate(&f.around, "host.gohtml", v); err != nil {
		return nil, nil, err
	}
	before, after, _ = bytes.Cut(f.around.Bytes(), []byte(hostCut))
	return before, after, nil
}

// hostTitle begins with the state if it is not ok, as a row of tabs shows little of each title.
func hostTitle(h *report.Host) string {
	if h.State == report.OK {
		return h.Name + ": psmonitor"
	}
	return h.State.String() + ", " + h.Name + ": psmonitor"
}

func reasons(h *report.Host) []string {
	var list []string
	for _, r := range h.Reasons {
		list = append(list, r.Text)
	}
	return list
}

// heldFor says how long the state has been at least: "2 days", "5 h", "20 min"; "" where its begin is known.
func heldFor(h *report.Host) string {
	if h.Since != 0 || h.Held == 0 {
		return ""
	}
	minutes := (h.Last() - h.Held + h.Cadence + 30_000) / 60_000 // each sample covers a cadence
	switch hours := (minutes + 5) / 60; {
	case minutes == 0:
		return ""
	case hours >= 48:
		return plural(int(hours/24), "day")
	case hours >= 2:
		return strconv.FormatInt(hours, 10) + " h"
	}
	return strconv.FormatInt(minutes, 10) + " min"
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
