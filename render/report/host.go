package report

import (
	"fmt"
	"math"
	"sort"
	"time"

	"psmonitor/internal/metric"
)

// Host is what a host's page and its row in the overview show.
type Host struct {
	Name   string
	Server string   // the name in the documents, if it differs; foreign text, cleaned
	Groups []string // of the configuration; set by the caller

	Times   []int64 // of the samples, ascending, ms since 1970
	Cadence int64   // the spacing of the newest samples, ms
	Due     int64   // the spacing by which lateness and silence are judged, ms
	Began   bool    // there were no samples before the oldest one
	Boot    int64   // of the machine at the newest sample, ms since 1970; 0 if unknown, or of two machines
	Extent  Interval
	Gaps    []Interval
	Missing int     // samples that the gaps lack
	Reboots []int64 // boot times within the extent

	Facts  Facts
	Charts []Chart

	// HasFutureSamples tells that samples are dated in the future, so that what is shown may change with the clock alone.
	HasFutureSamples bool

	State     State
	First     State      // at the oldest sample: before the first of the changes
	Silent    bool       // no sample came when it was due; the state may be worse than that
	Until     int64      // when the host becomes silent if no sample comes, ms since 1970; 0 if it is silent, or never will be
	Since     int64      // when the state began, ms since 1970; 0 if that is not known
	Margin    float64    // how far values are beyond the level of the state, from 0 to 1, the worst there can be; 0 of silence
	Held      int64      // since when the state is known to have lasted, ms since 1970; 0 without samples
	Reasons   []Reason   // silence, then the worst first
	Changes   []Change   // of the state and of silence, the oldest first
	Forecasts []Forecast // the nearest first

	Predictions Predictions // to be kept for the next run: Decoder.Kept
	Notes       []string    // what was odd about the documents, in sentences

	// Foreign tells that there were documents and none of them made sense: the collection does not belong to a host. Those that
	// are too large to be read may make sense.
	Foreign bool

	decoder *Decoder

	subjects    []subject
	sliding     bool  // the oldest document goes with each new one: there may have been older ones
	recent      int   // the first sample that forecasts look at
	certainFrom int64 // ms since 1970: before, the state rests on a forecast that nobody can know any more
	past        *past // the history by hour; nil if there is none to be used
	unjudged    int64 // the end of the first hour to be judged, hours since 1970
}

// Facts are what the newest documents say about the machine. Unknown numbers are NaN.
type Facts struct {
	OS, Platform, Kernel string // foreign text, cleaned
	CPUs, Users          float64
	Uptime               float64 // seconds
}

// Host returns the report of the documents added since Reset, at the time now. The report refers to the decoder's memory: it
// is valid until the decoder is Reset, and Host must be called only once before.
func (d *Decoder) Host(name string, now time.Time, t metric.Thresholds) *Host {
	h := &Host{Name: name, decoder: d}
	documents := len(d.times) + d.problems.documents()
	zones := d.takeOutZones()
	twins := d.twins() // before the rows are sorted by their dates, as reboots
	var wrong wrongDates
	if !twins { // of two machines, neither clock is the right one
		wrong = d.wrongDates(now)
	}
	reboots := reboots(d.times, d.column(fieldBoot), d.column(fieldUptime), wrong)
	out := d.arrange(now, &wrong)
	h.Times = d.times
	h.Foreign = len(h.Times) == 0 && documents > 0 && d.problems.large == 0
	h.Cadence = cadence(h.Times)
	h.Due = due(h.Times, d.Every)
	h.Extent = extent(h.Times, h.Cadence)
	h.Gaps, h.Missing = gaps(h.Times, h.Cadence)
	if !twins {
		h.Reboots = within(reboots, h.Extent)
		h.Boot = h.newestBoot()
	}
	h.Facts = Facts{
		OS: d.text(textOS), Platform: d.text(textPlatform), Kernel: d.text(textKernel),
		CPUs: h.newest(fieldCPUs), Users: h.newest(fieldUsers), Uptime: h.newest(fieldUptime),
	}
	if server := d.text(textServer); server != name {
		h.Server = server
	}
	h.Notes = d.notes(zones, out)
	h.HasFutureSamples = out.ahead+out.kept > 0 || wrong.future
	if twins {
		h.Notes = append(h.Notes, "Two machines seem to use this name, because two boot times alternate: give one of them another name with -host.")
	}
	if len(h.Times) == 0 {
		h.State, h.Silent, h.Reasons = Silent, true, []Reason{silence(0)}
		if d.problems.large > 0 {
			h.Reasons[0].Text = "samples are too large to be read"
		}
		return h
	}
	h.sliding = documents >= d.limit || h.Last()-h.Times[0] > d.Span.Milliseconds()-hour
	if documents >= MaxSamples && h.Last()-h.Times[0] < d.Span.Milliseconds()-hour {
		h.Notes = append(h.Notes, fmt.Sprintf("Only the newest %d samples are shown, which do not reach back as far as keep (%s).", MaxSamples, spanText(d.Span)))
	}
	h.recent = sort.Search(len(h.Times), func(i int) bool { return h.Times[i] >= h.Last()-forecastSpan.Milliseconds() })
	h.Began = !h.sliding
	h.applyRules(t)
	h.buildCharts(t) // which show what rules judge, and which reasons name
	h.forecast(t)
	h.examine(t, now)
	h.addMeans()
	h.markTrouble()
	return h
}

// newestBoot returns the newest boot time, ms since 1970; 0 if it is unknown.
func (h *Host) newestBoot() int64 {
	if boot := h.newest(fieldBoot); boot > 0 && boot < math.MaxInt64 { // false for NaN
		return int64(boot)
	}
	return 0
}

// Last returns the date of the newest sample, ms since 1970; 0 if there is none.
func (h *Host) Last() int64 {
	if len(h.Times) == 0 {
		return 0
	}
	return h.Times[len(h.Times)-1]
}

// documents returns how many documents were skipped.
func (o problemCounts) documents() int { return o.broken + o.undated + o.empty + o.large }

// notes returns what was odd about the documents, in sentences.
func (d *Decoder) notes(zones []time.Duration, out leftOut) []string {
	var list []string
	add := func(n int, one, many string, args ...any) {
		switch {
		case n == 1:
			list = append(list, fmt.Sprintf(one, args...))
		case n > 1:
			list = append(list, fmt.Sprintf(many, append([]any{n}, args...)...))
		}
	}
	add(d.problems.damaged, "The store is damaged in 1 place: the documents there are lost.", "The store is damaged in %d places: the documents there are lost.")
	add(d.problems.broken, "1 document is malformed and was skipped.", "%d documents are malformed and were skipped.")
	add(d.problems.large, "1 document is too large to be a sample and was skipped.", "%d documents are too large to be samples and were skipped.")
	add(d.problems.undated, "1 document has no valid date and was skipped.", "%d documents have no valid date and were skipped.")
	add(d.problems.empty, "1 document has no known field and was skipped.", "%d documents have no known field and were skipped.")
	add(out.doubled, "2 samples have the same date: the one stored last is shown.", "%d samples have the date of another: the one stored last is shown.")
	add(out.ahead, "1 sample is dated in the future and was ignored.", "%d samples are dated in the future and were ignored.")
	add(out.kept, "1 sample is dated in the future: is the machine's clock right?", "%d samples are dated in the future: is the machine's clock right?")
	add(out.setBack, "The machine's clock was set back: 1 sample is dated later than those stored after it and was ignored.",
		"The machine's clock was set back: %d samples are dated later than those stored after them and were ignored.")
	add(out.old, "1 sample is more than "+spanText(d.Span)+" older than the newest and is not shown.",
		"%d samples are more than "+spanText(d.Span)+" older than the newest and are not shown.")
	add(d.problems.values, "1 value is not a number, or far too large, and was ignored: %s.", "%d values are not numbers, or far too large, and were ignored, the first of them %s.", d.problems.firstValue)
	add(d.problems.elements, "1 entry of an array has no name, or exceeds the limit, and was ignored.", "%d entries of arrays have no name, or exceed the limit, and were ignored.")
	for _, a := range d.layout.arrays {
		if n := last(d.column(a.name + "_omitted")); n > 0 {
			add(int(min(n, 1e9)), "The newest sample leaves out 1 entry of %s: it has those in trouble and the largest.",
				"The newest sample leaves out %d entries of %s: it has those in trouble and the largest.", a.name)
		}
	}
	for _, z := range zones {
		list = append(list, fmt.Sprintf("The dates were written in local time (UTC%s). They were converted to UTC.", zoneName(z)))
	}
	return list
}

// spanText returns a length of time in words: 48 hours, 14 days.
func spanText(span time.Duration) string {
	switch {
	case span >= 72*time.Hour:
		return fmt.Sprintf("%.0f days", span.Hours()/24)
	case span >= 2*time.Hour:
		return fmt.Sprintf("%.0f hours", span.Hours())
	}
	return fmt.Sprintf("%.0f minutes", span.Minutes())
}

// zoneName returns an offset as people write it: +9, -3:30.
func zoneName(offset time.Duration) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	hours, minutes := int(offset.Hours()), int(offset.Minutes())%60
	if minutes == 0 {
		return fmt.Sprintf("%s%d", sign, hours)
	}
	return fmt.Sprintf("%s%d:%02d", sign, hours, minutes)
}
