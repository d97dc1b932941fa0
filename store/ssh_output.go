package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// maxOutput is how many bytes the other machine may print on each of its outputs beside the receipts, for example a message of
// the day. excerptSize is how many of them are kept.
const (
	maxOutput   = 2 << 20
	excerptSize = 4 << 10
	maxLine     = 300 // characters of a line, as it is shown
)

// maxLines is how many lines of the other machine are shown: psmonitor put prints up to five refusals, and how many there were.
const maxLines = 6

// excerpt keeps the end of what is written to it, and calls tooMuch when more than left bytes are written.
type excerpt struct {
	left    int // bytes
	tooMuch func()
	kept    []byte
}

func (e *excerpt) Write(p []byte) (int, error) {
	if err := e.count(len(p)); err != nil {
		return 0, err
	}
	e.keep(p)
	return len(p), nil
}

// count counts n bytes more.
func (e *excerpt) count(n int) error {
	if e.left -= n; e.left < 0 {
		e.tooMuch()
		return errTooMuchOutput
	}
	return nil
}

func (e *excerpt) keep(p []byte) {
	e.kept = append(e.kept, p...)
	if len(e.kept) > 2*excerptSize {
		e.kept = append(e.kept[:0], e.kept[len(e.kept)-excerptSize:]...)
	}
}

// lines returns the lines kept, without empty ones and control characters, and of bounded length.
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

// output is what was printed on the other machine: by psmonitor put, without its prefix, and by other programs.
type output struct{ warnings, errors, others []string }

// split separates the lines of psmonitor put from those of other programs.
func (e *excerpt) split() (o output) {
	for _, line := range e.lines() {
		message, ours := strings.CutPrefix(line, putPrefix)
		warning, warned := strings.CutPrefix(message, warningPrefix)
		switch {
		case ours && warned:
			o.warnings = append(o.warnings, warning)
		case ours:
			o.errors = append(o.errors, message)
		default:
			o.others = append(o.others, line)
		}
	}
	return o
}

// shortened returns the first lines, at most maxLines, and how many more there are.
func shortened(lines []string) []string {
	if len(lines) <= maxLines {
		return lines
	}
	return append(slices.Clone(lines[:maxLines]), fmt.Sprintf("%d more lines", len(lines)-maxLines))
}

// receipts reads what psmonitor put prints: a line for each document stored. Other output, such as that of login scripts, is
// ignored, even on the same line.
type receipts struct {
	missing map[string]bool // receipts that have not come
	line    []byte          // the unfinished one
	other   excerpt         // other output
}

// newReceipts returns receipts of which each document's is missing.
func newReceipts(docs [][]byte, tooMuch func()) (*receipts, error) {
	r := &receipts{missing: make(map[string]bool, len(docs)), other: excerpt{left: maxOutput, tooMuch: tooMuch}}
	for _, doc := range docs {
		receipt, err := Receipt(doc)
		if err != nil {
			return nil, err
		}
		r.missing[receipt] = true
		r.other.left += len(receipt) + len("\n")
	}
	return r, nil
}

func (r *receipts) Write(p []byte) (int, error) {
	if err := r.other.count(len(p)); err != nil {
		return 0, err
	}
	for rest, ended := p, true; len(rest) > 0; {
		var line []byte
		line, rest, ended = bytes.Cut(rest, []byte("\n"))
		if r.line = append(r.line, line...); len(r.line) > excerptSize {
			r.line = append(r.line[:0], r.line[len(r.line)-excerptSize/2:]...)
		}
		if ended {
			r.readLine()
		}
	}
	return len(p), nil
}

// readLine checks the line, which is complete, for a receipt.
func (r *receipts) readLine() {
	line := strings.TrimSpace(string(r.line))
	r.line = r.line[:0]
	if i := strings.LastIndex(line, receiptPrefix); i >= 0 && r.missing[line[i:]] {
		delete(r.missing, line[i:])
		return
	}
	r.other.keep([]byte(line + "\n"))
}
