package store

import (
	"bytes"
	"strings"
)

// maxTalk bounds what the other side may say on each of its outputs, in bytes: a receipt for each document, and a
// message of the day of any length that one reads. excerptSize is how much of it is kept.
const (
	maxTalk     = 2 << 20
	excerptSize = 4 << 10
	maxLine     = 300 // characters of a line, as it is shown
)

// excerpt keeps the end of what is written to it, and calls tooMuch when that does not end.
type excerpt struct {
	left    int // bytes
	tooMuch func()
	kept    []byte
}

func (e *excerpt) Write(p []byte) (int, error) {
	if err := e.hear(len(p)); err != nil {
		return 0, err
	}
	e.keep(p)
	return len(p), nil
}

// hear counts n bytes more.
func (e *excerpt) hear(n int) error {
	if e.left -= n; e.left < 0 {
		e.tooMuch()
		return errTalkative
	}
	return nil
}

func (e *excerpt) keep(p []byte) {
	e.kept = append(e.kept, p...)
	if len(e.kept) > 2*excerptSize {
		e.kept = append(e.kept[:0], e.kept[len(e.kept)-excerptSize:]...)
	}
}

// lines returns the lines kept, without empty ones, harmless to a terminal and of bounded length.
func (e *excerpt) lines() (list []string) {
	for line := range strings.Lines(string(e.kept)) {
		line = printable(strings.TrimSpace(line))
		if runes := []rune(line); len(runes) > maxLine {
			line = string(runes[:maxLine]) + "…"
		}
		if line != "" {
			list = append(list, line)
		}
	}
	return list
}

// putPrefix begins each line of psmonitor put; warningPrefix then follows where nothing failed.
const (
	putPrefix     = "psmonitor put: "
	warningPrefix = "warning: "
)

// talk is what was said on the other side: by psmonitor put, without its prefix, and by anybody else.
type talk struct{ warnings, errors, others []string }

// split tells apart who said what.
func (e *excerpt) split() (t talk) {
	for _, line := range e.lines() {
		said, ours := strings.CutPrefix(line, putPrefix)
		warning, warned := strings.CutPrefix(said, warningPrefix)
		switch {
		case ours && warned:
			t.warnings = append(t.warnings, warning)
		case ours:
			t.errors = append(t.errors, said)
		default:
			t.others = append(t.others, line)
		}
	}
	return t
}

// receipts takes what psmonitor put prints: a line for each document stored. Whatever else is printed, by login scripts
// say, is passed over, even on the same line.
type receipts struct {
	missing map[string]bool // those still to come
	line    []byte          // the one begun
	said    excerpt         // everything else
}

// newReceipts awaits the documents' receipts.
func newReceipts(docs [][]byte, tooMuch func()) (*receipts, error) {
	r := &receipts{missing: make(map[string]bool, len(docs)), said: excerpt{left: maxTalk, tooMuch: tooMuch}}
	for _, doc := range docs {
		receipt, err := Receipt(doc)
		if err != nil {
			return nil, err
		}
		r.missing[receipt] = true
		r.said.left += len(receipt) + len("\n")
	}
	return r, nil
}

func (r *receipts) Write(p []byte) (int, error) {
	if err := r.said.hear(len(p)); err != nil {
		return 0, err
	}
	for rest, ended := p, true; len(rest) > 0; {
		var line []byte
		line, rest, ended = bytes.Cut(rest, []byte("\n"))
		if r.line = append(r.line, line...); len(r.line) > excerptSize {
			r.line = append(r.line[:0], r.line[len(r.line)-excerptSize/2:]...)
		}
		if ended {
			r.take()
		}
	}
	return len(p), nil
}

// take reads the line that has ended.
func (r *receipts) take() {
	line := strings.TrimSpace(string(r.line))
	r.line = r.line[:0]
	if i := strings.LastIndex(line, receiptPrefix); i >= 0 && r.missing[line[i:]] {
		delete(r.missing, line[i:])
		return
	}
	r.said.keep([]byte(line + "\n"))
}
