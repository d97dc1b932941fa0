package render

import (
	"hash/crc32"
	"time"

	"psmonitor/internal/rollup"
)

// This file decides which histories a run reads. Each host's is read in one run of an hour. The host's name decides in which one, so that
// no run costs much more than another.

// madeHistory is what was made of a host's hours or days. Times are in ms since 1970.
type madeHistory struct {
	Turn   int64     `json:",omitempty"` // the hour in whose run the history was looked at last; 0 for never
	Newest int64     `json:",omitempty"` // when the newest document's time begins; 0 without documents
	Stamp  string    `json:",omitempty"` // the store's, that the page was made from; "" if that is unknown
	Full   int64     `json:",omitempty"` // when the page was made last, whether or not the history had changed
	Beside bool      `json:",omitempty"` // the page leads to the host's other history page
	File   fileStamp `json:",omitzero"`  // of the page
}

// exists reports whether there is a page.
func (h madeHistory) exists() bool { return h.Newest != 0 }

// retryFor is for how long after an hour or day its document is looked for in each run, if it is not there yet, in ms.
const retryFor = 2 * hourMS

const hourMS = int64(time.Hour / time.Millisecond)

// turn returns the begin of the hour in whose run of the host the time is. That run is a part of an hour later, which its name chooses.
func turn(host string, now int64) int64 {
	later := int64(crc32.ChecksumIEEE([]byte(host))) * hourMS >> 32
	return floor(now-later, hourMS)
}

// floor returns the begin of the hour or day, whose length is given, that a time is in.
func floor(at, length int64) int64 { return at - at%length }

// mustMakeHistory reports whether a host's history page must be made whether or not the history has changed: nothing is known of it, it
// is not as it was made, or it is a day old.
func (m *made) mustMakeHistory(host string, at int) bool {
	old := m.last.Hosts[host].History[at]
	if old.Turn == 0 || !m.sameBasis || old.exists() && !m.root.isUnchanged(fileOf(host, at), old.File) {
		return true
	}
	return old.exists() && turn(host, m.now) > old.Turn && m.now-old.Full >= fullAfter.Milliseconds()
}

// lacksHistory reports whether there should be a newer document of a history than the newest that was read.
func (m *made) lacksHistory(host string, at int) bool {
	h := m.last.Hosts[host]
	old, turn := h.History[at], turn(host, m.now)
	length := spanLength(pagesOfHost[at].span)
	delay := int64(0) // from the end of the document's time until it is made
	if pagesOfHost[at].span == rollup.Days {
		delay = rollup.DayDelay(host).Milliseconds()
	}
	wanted := floor(min(turn, h.Last)-delay, length) - length
	if old.Newest >= wanted {
		return false
	}
	late := turn - wanted - length - delay
	return turn > old.Turn || old.Newest >= wanted-max(length, retryFor) && late < retryFor
}

// historiesUnchanged reports whether the history pages of a host whose samples are unchanged are as this run would make them. A
// history does not begin without new samples.
func (m *made) historiesUnchanged(host string) bool {
	for at := weeksPage; at < hostPages; at++ {
		if m.mustMakeHistory(host, at) || m.last.Hosts[host].History[at].exists() && m.lacksHistory(host, at) {
			return false
		}
	}
	return true
}

// spanLength returns the length of an hour or day in ms.
func spanLength(s rollup.Span) int64 { return s.Length.Milliseconds() }
