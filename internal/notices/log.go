package notices

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"psmonitor/internal/folder"
)

// Log is a slog.Handler for one run. It holds warnings and errors back until Report, which passes on those that are new.
// Everything else it passes on at once. It is safe for concurrent use; Report comes last.
//
// Errors about several hosts that differ in nothing else are one: the first, with the number of the others.
type Log struct {
	slog.Handler
	watched bool
	*held
}

// held is what loggers with different attributes have in common.
type held struct {
	mu      sync.Mutex
	list    List
	records map[string]*record // by key
}

type record struct {
	slog.Record
	handler slog.Handler
	others  int // that are like this one
}

// hostAttribute is the attribute that names a host.
const hostAttribute = "host"

// NewLog returns a log that passes records on to next. If somebody watches, on a terminal for example, it passes on all of
// them, and at once.
func NewLog(next slog.Handler, watched bool) *Log {
	return &Log{Handler: next, watched: watched, held: &held{records: map[string]*record{}}}
}

// Handle passes a record on, or holds it back.
func (l *Log) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn {
		l.hold(r)
		if !l.watched {
			return nil
		}
	}
	return l.Handler.Handle(ctx, r)
}

// WithAttrs returns a log that adds the attributes to each record.
func (l *Log) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Log{l.Handler.WithAttrs(attrs), l.watched, l.held}
}

// WithGroup returns a log that begins a group in each record.
func (l *Log) WithGroup(name string) slog.Handler {
	return &Log{l.Handler.WithGroup(name), l.watched, l.held}
}

func (l *Log) hold(r slog.Record) {
	key := recordKey(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if same := l.records[key]; same != nil {
		same.others++
		return
	}
	l.records[key] = &record{Record: r.Clone(), handler: l.Handler}
	l.list.Add(Notice{Key: key, Hourly: r.Level >= slog.LevelError, Failure: r.Level >= slog.LevelError})
}

// recordKey returns the key of a record: of its message and its attributes, without the host's name.
func recordKey(r slog.Record) string {
	text, host := r.Message, ""
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == hostAttribute {
			host = a.Value.String()
		} else {
			text += " " + a.Value.String()
		}
		return true
	})
	if host != "" {
		text = strings.ReplaceAll(text, host, "")
	}
	return hashed(MessageKey(text))
}

// hashed returns a short key in the place of words: anybody may be able to read the file, and errors name servers.
func hashed(words string) string {
	h := fnv.New64a()
	fmt.Fprint(h, words)
	return fmt.Sprintf("%016x", h.Sum64())
}

// Report ends the run: it passes on what is new, by the named file of the folder, and remembers it there. Where nothing can be
// remembered, all is new; f may be nil. failure is why the run failed, or nil. Report returns it for the caller to print, or as a
// ReportedError if a run has reported it within the hour.
func (l *Log) Report(f *folder.Folder, name string, failure error, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := slices.Clone(l.list)
	if failure != nil {
		list.Add(Notice{Key: failureKey(failure), Hourly: true, Failure: true})
	}
	if len(list) == 0 && (f == nil || !f.Has(name)) {
		return nil
	}
	var before []Notice
	if f != nil {
		before, _ = Read(f, name) // of what cannot be read, all is reported again
	}
	decided, remember, _ := Decide(list, before, failure != nil, now)
	if !l.watched {
		l.passOn(decided)
		if failure != nil && decided[indexOf(decided, failureKey(failure))].Suppressed {
			failure = ReportedError{failure}
		}
	}
	if f != nil {
		_ = Write(f, name, remember) // otherwise it is reported again
	}
	return failure
}

// failureKey returns the key of a run's failure. It sorts before those of records, so that it is not among those that are only
// counted.
func failureKey(failure error) string { return "!" + hashed(MessageKey(failure.Error())) }

// passOn passes on the records that are not suppressed, and how many there are beyond these.
func (l *Log) passOn(decided []Notice) {
	for _, n := range decided {
		r := l.records[n.Key]
		switch {
		case n.Suppressed:
		case r != nil:
			if r.others > 0 {
				r.AddAttrs(slog.Int("others", r.others))
			}
			_ = r.handler.Handle(context.Background(), r.Record) // as slog.Logger does
		case n.Text != "":
			n.Log(slog.New(l.Handler))
		}
	}
}
