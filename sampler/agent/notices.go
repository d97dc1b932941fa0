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
	// repeatAfter is how long a failure that lasts is not logged again.
	repeatAfter = time.Hour
	// maxNotices is how many notices are remembered, and maxKey how long the key of each may be, in bytes: a server
	// chooses its messages.
	maxNotices = 32
	maxKey     = 300
)

// notice is one thing that the user should know. Cron mails each line, so what lasts from round to round is not logged each
// time: a warning once, and again after a round without it; a failure once an hour, until a round succeeds. What was logged
// is remembered in the state folder, without its text.
type notice struct {
	Key      string    // by which it is recognized in the next round
	Hourly   bool      // logged once an hour while rounds fail
	NoSample bool      // no sample could be taken
	Since    time.Time // when it was first added
	Logged   time.Time // when it was last logged
	Lost     int       // samples lost since then

	text       string
	failure    bool // of the round itself: not a warning
	suppressed bool // was logged by a round before, within the hour
}

// addWarning adds a warning.
func (r *round) addWarning(message string) {
	message = strings.Join(strings.Fields(message), " ")
	r.addNotice(notice{Key: message, text: message})
}

// addFailure adds the round's failure, and what happens to the sample.
func (r *round) addFailure(err error) {
	r.addNotice(notice{Key: messageKey(err), Hourly: true, NoSample: r.doc == nil, text: err.Error() + r.whatHappensToSample(), failure: true})
}

// addNotice adds a notice, unless there is one with its key.
func (r *round) addNotice(n notice) {
	n.Key = strings.ToValidUTF8(n.Key[:min(len(n.Key), maxKey)], "")
	if indexOf(r.notices, n.Key) < 0 {
		r.notices = append(r.notices, n)
	}
}

// indexOf returns which of the notices has the key, or -1.
func indexOf(notices []notice, key string) int {
	return slices.IndexFunc(notices, func(n notice) bool { return n.Key == key })
}

// messageKey returns what is the same when a failure occurs again: the words of its message without those that contain a
// digit, such as ports, times, counts and identifiers.
func messageKey(err error) string {
	words := strings.FieldsFunc(err.Error(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) })
	return strings.Join(words, " ")
}

// outage is rounds that failed, until one succeeded.
type outage struct {
	since    time.Time // zero: there was none
	lost     int       // samples
	noSample bool      // the reason was always that no sample could be taken
}

// decide compares a round's notices with the remembered ones of the rounds before. It returns the round's notices, some of
// them suppressed, and those to remember. over is the outage that has ended, if this round succeeded after failures.
func decide(added, before []notice, failed bool, now time.Time) (notices, remember []notice, over outage) {
	for _, n := range added {
		n.Since, n.Logged = now, now
		if i := indexOf(before, n.Key); i >= 0 {
			old := before[i]
			n.Since, n.Lost = old.Since, n.Lost+max(0, old.Lost)
			if n.suppressed = !n.Hourly || recent(old.Logged, now); n.suppressed {
				n.Logged = old.Logged
			}
		}
		notices = append(notices, n)
	}
	remember = slices.Clone(notices)
	for _, old := range before {
		// A failed round may not see what other rounds have warned of: it may last.
		if indexOf(remember, old.Key) < 0 && (failed || old.Hourly) {
			remember = append(remember, old)
		}
	}
	if !failed {
		over = endedOutage(before, remember)
		remember = slices.DeleteFunc(remember, func(n notice) bool { return n.Hourly })
	}
	return notices, remember[:min(len(remember), maxNotices)], over
}

// endedOutage returns the outage that the remembered notices describe. The numbers of lost samples are those of now.
func endedOutage(before, now []notice) outage {
	over := outage{noSample: true}
	for _, old := range before {
		if !old.Hourly {
			continue
		}
		if over.since.IsZero() || old.Since.Before(over.since) {
			over.since = old.Since
		}
		over.noSample = over.noSample && old.NoSample
	}
	for _, n := range now {
		over.lost += max(0, n.Lost)
	}
	return over
}

// recent reports whether a time is less than an hour ago. A time in the future is not: the clock was set.
func recent(logged, now time.Time) bool {
	ago := now.Sub(logged)
	return ago >= 0 && ago < repeatAfter
}

// memory is the document of the remembered notices.
type memory struct{ Notices []notice }

// readNotices returns the remembered notices: none, if there is no file.
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
