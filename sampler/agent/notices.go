package agent

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
)

const (
	// repeatAfter is how long a failure is not logged again while it lasts.
	repeatAfter = time.Hour
	// maxNotices is how many notices are remembered, and maxClass how long each class may be, in bytes: a server chooses
	// its words.
	maxNotices = 32
	maxClass   = 300
)

// notice is one thing that the user should know. As cron mails each line, what goes on from round to round is not logged
// each time: a warning once, and again when it was gone in between; a failure once an hour, until a round succeeds. What
// was logged is remembered in the state folder, without its text.
type notice struct {
	Class  string    // by which it is recognized
	Hourly bool      // logged once an hour while rounds fail
	Since  time.Time // when it was first given
	Logged time.Time // when it was last logged
	Lost   int       // samples lost since then

	text    string
	failure bool // of the round itself: not a warning
}

// warn gives a warning.
func (r *round) warn(message string) {
	message = strings.Join(strings.Fields(message), " ")
	r.give(notice{Class: message, text: message})
}

// fail gives the round's failure, and what becomes of the sample.
func (r *round) fail(err error) {
	r.give(notice{Class: classOf(err), Hourly: true, text: err.Error() + r.fate(), failure: true})
}

// give adds a notice, unless there is one of its class.
func (r *round) give(n notice) {
	n.Class = strings.ToValidUTF8(n.Class[:min(len(n.Class), maxClass)], "")
	if indexOf(r.notices, n.Class) < 0 {
		r.notices = append(r.notices, n)
	}
}

// indexOf returns which of the notices is of a class, or -1.
func indexOf(notices []notice, class string) int {
	return slices.IndexFunc(notices, func(n notice) bool { return n.Class == class })
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

// decision is what becomes of a round's notices.
type decision struct {
	log, suppress, remember []notice
	over                    outage // what has ended, if this round succeeded after others that failed
}

// decide compares a round's notices with the remembered ones of the rounds before.
func decide(given, before []notice, failed bool, now time.Time) (d decision) {
	for _, n := range given {
		n.Since, n.Logged = now, now
		i := indexOf(before, n.Class)
		if i >= 0 {
			n.Since, n.Lost = before[i].Since, n.Lost+max(0, before[i].Lost)
		}
		if i < 0 || n.Hourly && !recent(before[i].Logged, now) {
			d.log = append(d.log, n)
		} else {
			n.Logged = before[i].Logged
			d.suppress = append(d.suppress, n)
		}
		d.remember = append(d.remember, n)
	}
	for _, old := range before {
		// A failed round does not see what other rounds have warned of: it may last.
		if indexOf(d.remember, old.Class) < 0 && (failed || old.Hourly) {
			d.remember = append(d.remember, old)
		}
	}
	if !failed {
		d.end(before)
	}
	d.remember = d.remember[:min(len(d.remember), maxNotices)]
	return d
}

// end ends the outage that the remembered notices tell of.
func (d *decision) end(before []notice) {
	for _, old := range before {
		if old.Hourly && (d.over.since.IsZero() || old.Since.Before(d.over.since)) {
			d.over.since = old.Since
		}
	}
	for _, n := range d.remember {
		d.over.lost += max(0, n.Lost)
	}
	d.remember = slices.DeleteFunc(d.remember, func(n notice) bool { return n.Hourly })
}

// recent reports whether a time is less than an hour ago. One that is still to come is not: the clock was set.
func recent(logged, now time.Time) bool {
	ago := now.Sub(logged)
	return ago >= 0 && ago < repeatAfter
}

// memory is the document of the remembered notices.
type memory struct{ Notices []notice }

// readNotices returns the remembered notices: none, if they never were written.
func readNotices(f *folder.Folder, name string) ([]notice, error) {
	doc, err := readSealed(f, name)
	if err != nil || doc == nil {
		return nil, err
	}
	var m memory
	if err := bson.Unmarshal(doc, &m); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", f.Path(name), errDamaged, err)
	}
	return m.Notices, nil
}

// writeNotices remembers notices.
func writeNotices(f *folder.Folder, name string, notices []notice) error {
	if len(notices) == 0 {
		return f.Remove(name)
	}
	doc, err := bson.Marshal(memory{notices})
	if err != nil {
		return err
	}
	return writeSealed(f, name, doc)
}
