// Package notices decides what of a run's warnings and failures is logged. Cron mails each line, so what lasts from run to run
// is not logged each time: a warning once, and again after a run without it; a failure once an hour, until a run succeeds. What
// was logged is remembered in a file, without its text.
//
// It takes the time and the folder from its caller, and prints nothing by itself.
package notices

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	// repeatAfter is how long a failure that lasts is not logged again.
	repeatAfter = time.Hour
	// maxLogged is how many notices of one run are logged: a hundred file systems may fail at once. The others are counted.
	maxLogged = 16
	// maxRemembered is how many notices are remembered, and maxKey how long the key of each may be, in bytes: a server
	// chooses its messages.
	maxRemembered = 32
	maxKey        = 300
)

// ReportedError is a failure that needs no more words: it was logged, now or within the hour.
type ReportedError struct{ Err error }

func (e ReportedError) Error() string { return e.Err.Error() }

// Unwrap returns the failure.
func (e ReportedError) Unwrap() error { return e.Err }

// Notice is one thing that the user should know.
type Notice struct {
	Key      string    // by which it is recognized in the next run
	Hourly   bool      // logged once an hour while runs fail
	NoSample bool      // no sample could be taken
	Since    time.Time // when it was first added
	Logged   time.Time // when it was last logged
	Lost     int       // samples lost since then

	Text       string `bson:"-"`
	Failure    bool   `bson:"-"` // of the run itself: not a warning
	Suppressed bool   `bson:"-"` // not to be logged: a run before has done so, or there are too many
}

// Log logs a notice: the run's failure as an error, anything else as a warning.
func (n Notice) Log(log *slog.Logger) {
	level, text := slog.LevelWarn, n.Text
	if n.Failure {
		level = slog.LevelError
	}
	if n.Lost > 0 {
		text += fmt.Sprintf(" (lost so far: %d)", n.Lost)
	}
	log.Log(context.Background(), level, text)
}

// List is the notices of one run.
type List []Notice

// Add adds a notice, unless there is one with its key.
func (l *List) Add(n Notice) {
	n.Key = strings.ToValidUTF8(n.Key[:min(len(n.Key), maxKey)], "")
	if indexOf(*l, n.Key) < 0 {
		*l = append(*l, n)
	}
}

// indexOf returns which of the notices has the key, or -1.
func indexOf(list []Notice, key string) int {
	return slices.IndexFunc(list, func(n Notice) bool { return n.Key == key })
}

// MessageKey returns what is the same when a message occurs again: its words without those that contain a digit, such as
// ports, times, counts and identifiers.
func MessageKey(message string) string {
	words := strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) })
	return strings.Join(words, " ")
}

// Outage is runs that failed, until one succeeded.
type Outage struct {
	Since    time.Time // zero: there was none
	Lost     int       // samples
	NoSample bool      // the reason was always that no sample could be taken
}

// Decide compares a run's notices with the remembered ones of the runs before. It returns the run's notices, some of them
// suppressed, and those to remember. over is the outage that has ended, if this run succeeded after failures.
func Decide(added List, before []Notice, failed bool, now time.Time) (list, remember []Notice, over Outage) {
	added, rest := limited(added)
	for _, n := range added {
		n.Since, n.Logged = now, now
		if i := indexOf(before, n.Key); i >= 0 {
			old := before[i]
			n.Since, n.Lost = old.Since, n.Lost+max(0, old.Lost)
			if n.Suppressed = !n.Hourly || recent(old.Logged, now); n.Suppressed {
				n.Logged = old.Logged
			}
		}
		list = append(list, n)
	}
	remember = slices.Clone(list)
	for _, old := range before {
		// A failed run may not see what other runs have warned of: it may last.
		if indexOf(remember, old.Key) < 0 && (failed || old.Hourly) {
			remember = append(remember, old)
		}
	}
	if !failed {
		over = endedOutage(before, remember)
		remember = slices.DeleteFunc(remember, func(n Notice) bool { return n.Hourly })
	}
	return append(list, rest...), remember[:min(len(remember), maxRemembered)], over
}

// limited returns at most maxLogged notices, the last of which counts those that follow in rest. Which ones these are does not
// depend on the order in which they were added: otherwise each run would log others.
func limited(added List) (list List, rest []Notice) {
	if len(added) <= maxLogged {
		return added, nil
	}
	sorted := slices.Clone(added)
	slices.SortStableFunc(sorted, func(a, b Notice) int {
		if a.Failure != b.Failure {
			if a.Failure {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Key, b.Key)
	})
	list, rest = sorted[:maxLogged-1:maxLogged-1], sorted[maxLogged-1:]
	for i := range rest {
		rest[i].Suppressed = true
	}
	return append(list, Notice{Key: "and more", Hourly: rest[0].Hourly, Failure: rest[0].Failure,
		Text: fmt.Sprintf("%d more like these: -v prints them", len(rest))}), rest
}

// endedOutage returns the outage that the remembered notices describe. The numbers of lost samples are those of now.
func endedOutage(before, now []Notice) Outage {
	over := Outage{NoSample: true}
	for _, old := range before {
		if !old.Hourly {
			continue
		}
		if over.Since.IsZero() || old.Since.Before(over.Since) {
			over.Since = old.Since
		}
		over.NoSample = over.NoSample && old.NoSample
	}
	for _, n := range now {
		over.Lost += max(0, n.Lost)
	}
	return over
}

// recent reports whether a time is less than an hour ago. A time in the future is not: the clock was set.
func recent(logged, now time.Time) bool {
	ago := now.Sub(logged)
	return ago >= 0 && ago < repeatAfter
}
