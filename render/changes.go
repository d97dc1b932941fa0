package render

import (
	"slices"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// This file lists changes of state on pages: those that the feed has, in its words.

// How many changes a page shows before somebody asks for the others.
const (
	firstChanges     = 10
	firstHostChanges = 3
)

// fleetChanges returns the changes of all hosts within the time for which samples are kept, up to the newest sample, in ms.
func (s *Site) fleetChanges(changes feedBuffer, newest int64) page.Changes {
	list := changes.newest()
	oldest := newest - s.keep().Milliseconds()
	if n := slices.IndexFunc(list, func(c feedChange) bool { return c.At < oldest }); n >= 0 {
		list = list[:n]
	}
	text := "Changes of state in the last " + formatSpan(s.keep().Milliseconds())
	if len(list) == feedLength {
		text = "The newest " + plural(feedLength, "change") + " of state"
	}
	all := newChanges(list, firstChanges)
	all.Heading = text
	return all
}

// hostChanges returns the changes of one host.
func hostChanges(h *report.Host) page.Changes {
	list := changesOf(h)
	slices.Reverse(list)
	all := newChanges(list, firstHostChanges)
	for _, part := range [][]page.Change{all.First, all.Rest} {
		for i := range part {
			part[i].Host, part[i].Zoom = "", zoomAround(part[i].At.MS)
		}
	}
	return all
}

// zoomAround returns the part of an address that shows the charts of an hour before a time, in ms, and one after it:
// public/src/address.js reads it.
func zoomAround(ms int64) string {
	const hour = 3600
	return "#" + strconv.FormatInt(ms/1000-hour, 10) + "-" + strconv.FormatInt(ms/1000+hour, 10)
}

// newChanges returns changes, of which the first are shown at once.
func newChanges(list []feedChange, first int) page.Changes {
	all := make([]page.Change, len(list))
	for i, c := range list {
		all[i] = page.Change{At: newStamp(c.At), Host: c.Host, File: metric.FileName(c.Host), Before: c.Before.String(), State: c.State.String(), Text: summary(c)}
	}
	first = min(first, len(all))
	return page.Changes{First: all[:first], Rest: all[first:]}
}
