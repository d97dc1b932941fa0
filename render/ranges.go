package render

import (
	"slices"

	"psmonitor/internal/rollup"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// A host has a page of its samples, and of its history one of its hours and one of its days, where there is any.
const (
	samplesPage = iota
	weeksPage
	yearsPage
	hostPages // how many there are
)

// pageSet tells which of them a host has.
type pageSet [hostPages]bool

// hostPage is one of the pages.
type hostPage struct {
	file   string
	title  string      // after the host's name
	means  string      // what it shows in place of samples
	span   rollup.Span // the history that it shows
	before string      // the period with which charts can be compared, in words
	period int         // its length in hours
	open   int         // hours that its charts show when it is opened; 0 for the whole time
	ranges []ownRange
}

// ownRange is a stretch of time that a page shows.
type ownRange struct {
	hours int
	text  string
	local bool // the other pages do not lead to it
}

// Lengths of ranges in hours.
const (
	day   = 24
	week  = 7 * day
	month = 30 * day
	year  = 365 * day
)

var pagesOfHost = [hostPages]hostPage{
	{file: "index.html", before: "the day before", period: day, ranges: []ownRange{{3, "3 h", false}, {12, "12 h", false}, {day, "24 h", false}, {2 * day, "48 h", false}, {week, "7 d", true}}},
	{file: "weeks.html", title: "weeks", means: "hourly means", span: rollup.Hours, before: "the week before", period: week, open: week,
		ranges: []ownRange{{week, "week", false}, {2 * week, "2 weeks", true}, {month, "month", false}}},
	{file: "years.html", title: "years", means: "daily means", span: rollup.Days, before: "the year before", period: year, open: year,
		ranges: []ownRange{{year, "year", false}, {2 * year, "2 years", true}}},
}

// ranges returns the ranges for one of the host's pages, which shows the report: its own, those that are shorter than the whole time
// and at last that, and those of the other pages that there are. If the whole time would be the only one, there is none.
func ranges(h *report.Host, at int, has pageSet) (list []page.Range) {
	span := h.Extent.To - h.Extent.From
	for i, p := range pagesOfHost {
		for _, r := range p.ranges {
			isShorter := int64(r.hours)*hourMS < span-slack(r.hours)
			switch {
			case i == at && isShorter:
				list = append(list, page.Range{Hours: r.hours, Text: r.text, Shown: r.hours == p.open})
			case i != at && has[i] && !r.local && !(at == samplesPage && isShorter):
				list = append(list, page.Range{Hours: r.hours, Text: r.text, File: p.file})
			}
		}
		if i == at {
			list = append(list, page.Range{Hours: int((span + hourMS/2) / hourMS), Text: wholeText(span, at)})
		}
	}
	if len(list) == 1 {
		return nil
	}
	setShown(list)
	return list
}

// slack is how much shorter than the whole time a range of so many hours must be at least, in ms.
func slack(hours int) int64 {
	if hours <= day {
		return 0
	}
	return hourMS
}

// wholeText names the whole time of a page, in ms.
func wholeText(span int64, at int) string {
	if at == samplesPage && span >= 47*hourMS {
		return formatSpan(span)
	}
	return "All"
}

// setShown marks the last of the page's own ranges if none is marked: the whole time is shown.
func setShown(list []page.Range) {
	if slices.ContainsFunc(list, func(r page.Range) bool { return r.Shown }) {
		return
	}
	for i := range slices.Backward(list) {
		if list[i].File == "" {
			list[i].Shown = true
			return
		}
	}
}

// beforeText names the period with which a page's charts can be compared; "" if the report does not reach back further than one.
func beforeText(h *report.Host, at int) string {
	p := &pagesOfHost[at]
	if h.Extent.To-h.Extent.From <= int64(p.period)*hourMS {
		return ""
	}
	return p.before
}
