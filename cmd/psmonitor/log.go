package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// lines is a slog.Handler that writes what cron mails: a line each, in the form of the program's errors.
//
//	psmonitor render: host not rendered: host=web-01 err="…"
type lines struct {
	w       io.Writer
	mu      *sync.Mutex
	command string
	level   slog.Level
	attrs   []slog.Attr
}

func newLines(w io.Writer, command string, level slog.Level) *lines {
	return &lines{w: w, mu: new(sync.Mutex), command: command, level: level}
}

// Enabled reports whether records of the level are written.
func (l *lines) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

// Handle writes a record. Whatever could act on a terminal, or end the line, is made harmless.
func (l *lines) Handle(_ context.Context, r slog.Record) error {
	var b bytes.Buffer
	if r.Level == slog.LevelWarn {
		b.WriteString("warning: ")
	}
	b.WriteString(r.Message)
	separator := ": "
	add := func(a slog.Attr) bool {
		fmt.Fprintf(&b, "%s%s=%s", separator, a.Key, quoted(a.Value.String()))
		separator = " "
		return true
	}
	for _, a := range l.attrs {
		add(a)
	}
	r.Attrs(add)
	l.mu.Lock()
	defer l.mu.Unlock()
	return complain(l.w, l.command, b.String())
}

// quoted returns a value as it is if it is one word, else between quotes.
func quoted(value string) string {
	value = strings.ReplaceAll(value, "\n", "; ")
	if value == "" || strings.ContainsAny(value, " \t\"=") {
		return `"` + strings.ReplaceAll(value, `"`, `'`) + `"`
	}
	return value
}

// WithAttrs returns a handler that adds the attributes to each record.
func (l *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	more := *l
	more.attrs = append(append([]slog.Attr(nil), l.attrs...), attrs...)
	return &more
}

// WithGroup returns the same handler: names of groups would say nothing here.
func (l *lines) WithGroup(string) slog.Handler { return l }
