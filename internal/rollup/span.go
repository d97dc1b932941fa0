// Package rollup makes the documents of a host's history: one per hour and one per UTC day, each of all samples of its time.
//
// It is pure: it stores nothing and reads no clock. The format is that of DESIGN.md, section 3.
package rollup

import (
	"fmt"
	"hash/crc32"
	"time"
)

// Span is one of the two kinds of history documents.
type Span struct {
	Name   string        // of its folder or collection: "hours", "days"
	Length time.Duration // that a document covers
	Slots  int           // how many documents are kept of a host; a new one takes the place of the oldest
}

// Hours and Days are all kinds there are.
var (
	Hours = Span{Name: "hours", Length: time.Hour, Slots: 1488}
	Days  = Span{Name: "days", Length: 24 * time.Hour, Slots: 1100}
)

// Start returns when the hour or day began that contains t.
func (s Span) Start(t time.Time) time.Time { return t.UTC().Truncate(s.Length) }

// MaxDelay is how long after its end a day is made at most, if nothing fails.
const MaxDelay = 6 * time.Hour

// DayDelay returns how many hours after a day's end the host's day is made, as a duration. The host's name chooses it: all samples of
// the day are read, and no store could answer thousands of hosts at midnight.
func DayDelay(host string) time.Duration {
	return time.Duration(crc32.ChecksumIEEE([]byte(host))%uint32(MaxDelay/time.Hour)) * time.Hour
}

// ID returns the _id of a host's document that starts at the given time: HOST/SLOT.
func (s Span) ID(host string, start time.Time) string {
	slot := start.Unix() / int64(s.Length/time.Second) % int64(s.Slots)
	if slot < 0 { // before 1970
		slot += int64(s.Slots)
	}
	return fmt.Sprintf("%s/%04d", host, slot)
}
