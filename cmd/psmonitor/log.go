package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// lineHandler is a slog.Handler that writes one line per record, in the form of the program's errors.
//
//	psmonitor render: host not rendered: host=web-01 err="…"
type lineHandler struct {
	w       io.Writer
	mu      *sync.Mutex
	command string
	level   slog.Level
	attrs   []slog.Attr
}

func newLineHandler(w io.Writer, command string, level slog.Level) *lineHandler {
	return &lineHandler{w: w, mu: new(sync.Mutex), command: command, level: level}
}

// Enabled reports whether records of the level are written.
func (l *lineHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

// Handle writes a record. Control characters in names are replaced (see printError).
func (l *lineHandler) Handle(_ context.Context, r slog.Record) error {
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
	return printError(l.w, l.command, b.String())
}

// isTerminal reports whether somebody watches what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// quoted returns value in double quotes, or unchanged if it is one word. Line breaks become semicolons.
func quoted(value string) string {
	value = strings.ReplaceAll(value, "\n", "; ")
	if value == "" || strings.ContainsAny(value, " \t\"=") {
		return `"` + strings.ReplaceAll(value, `"`, `'`) + `"`
	}
	return value
}

// WithAttrs returns a handler that adds the attributes to each record.
func (l *lineHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	more := *l
	more.attrs = append(append([]slog.Attr(nil), l.attrs...), attrs...)
	return &more
}

// WithGroup returns the same handler: groups are not printed.
func (l *lineHandler) WithGroup(string) slog.Handler { return l }
