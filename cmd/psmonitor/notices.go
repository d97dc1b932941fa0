package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode"

	"psmonitor/state"
)

const (
	// hour is how long a failure is not said again while it lasts.
	hour = time.Hour
	// mostKept is how many notices are remembered, and mostClass how long each may be, in bytes: a server chooses its
	// words.
	mostKept  = 32
	mostClass = 300
)

// notices are what a round has to say. As cron mails each line, what goes on from round to round is not said each
// time: a warning once, and again when it was gone in between; a failure once an hour, until a round succeeds.
type notices struct {
	given []notice
}

// notice is one thing to say. Those that were said are remembered in the state folder, without their text.
type notice struct {
	Class  string    `json:"class"`          // by which it is known again
	Hourly bool      `json:"hourly"`         // said once an hour while rounds fail
	Since  time.Time `json:"since"`          // when it was first given
	Told   time.Time `json:"told"`           // when it was last said
	Lost   int       `json:"lost,omitempty"` // samples that are, since then

	text    string
	failure bool // of the round itself: no warning
}

// warn gives a warning.
func (n *notices) warn(message string) {
	message = strings.Join(strings.Fields(message), " ")
	n.give(notice{Class: shortened(message), text: message})
}

// fail gives the round's failure, and what becomes of the sample.
func (n *notices) fail(err error, fate string) {
	n.give(notice{Class: shortened(classOf(err)), Hourly: true, text: err.Error() + fate, failure: true})
}

func (n *notices) give(fresh notice) {
	if !slices.ContainsFunc(n.given, func(old notice) bool { return old.Class == fresh.Class }) {
		n.given = append(n.given, fresh)
	}
}

func shortened(class string) string {
	return strings.ToValidUTF8(class[:min(len(class), mostClass)], "")
}

// classOf returns what stays the same when a failure comes again: its words without those that have a digit in them,
// as ports, times, counts and identifiers have.
func classOf(err error) string {
	words := strings.FieldsFunc(err.Error(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) })
	return strings.Join(words, " ")
}

// outage is rounds that failed, until one succeeded.
type outage struct {
	since time.Time // zero: there was none
	lost  int       // samples
}

// settle compares a round's notices with those of the rounds before. It returns those to be said now, those to be
// passed over, and those to be remembered; and, if the round succeeded after others that failed, what they were.
func (n notices) settle(before []notice, failed bool, now time.Time) (say, hush, keep []notice, over outage) {
	for _, given := range n.given {
		given.Since, given.Told = now, now
		i := slices.IndexFunc(before, func(old notice) bool { return old.Class == given.Class })
		if i >= 0 {
			given.Since, given.Lost = before[i].Since, given.Lost+max(0, before[i].Lost)
		}
		if i < 0 || given.Hourly && !within(before[i].Told, now) {
			say = append(say, given)
		} else {
			given.Told = before[i].Told
			hush = append(hush, given)
		}
		keep = append(keep, given)
	}
	for _, old := range before {
		if old.Hourly && !failed && (over.since.IsZero() || old.Since.Before(over.since)) {
			over.since = old.Since
		}
		if !slices.ContainsFunc(keep, func(k notice) bool { return k.Class == old.Class }) && (failed || old.Hourly) {
			keep = append(keep, old)
		}
	}
	if !failed {
		for _, k := range keep {
			over.lost += max(0, k.Lost)
		}
		keep = slices.DeleteFunc(keep, func(k notice) bool { return k.Hourly })
	}
	return say, hush, keep[:min(len(keep), mostKept)], over
}

// within reports whether a time is less than an hour ago. One that is still to come is not: the clock was set.
func within(told, now time.Time) bool {
	ago := now.Sub(told)
	return ago >= 0 && ago < hour
}

// readNotices returns the remembered notices: none, if they never were written.
func readNotices(folder *state.Folder, name string) ([]notice, error) {
	data, err := folder.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var before []notice
	err = json.Unmarshal(data, &before)
	if err == nil {
		_, err = json.Marshal(before) // a time in a zone of 24 hours is read, and could never be written again
	}
	if err != nil {
		return nil, errors.Join(state.ErrDamaged, err)
	}
	return before, nil
}

// writeNotices remembers notices.
func writeNotices(folder *state.Folder, name string, keep []notice) error {
	if len(keep) == 0 {
		return folder.Remove(name)
	}
	data, err := json.Marshal(keep)
	if err != nil {
		return err
	}
	return folder.Replace(name, data)
}
