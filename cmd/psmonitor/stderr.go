package main

import (
	"bytes"
	"io"
	"os"
	"time"
)

const (
	maxPending = 1000        // writes to stderr that wait for its reader
	flushWait  = time.Second // how long the exit waits for it
)

// patient returns a writer to stderr that never waits: a full pipe whose reader hangs would delay the work, and locks would stay
// locked. flush, before the exit, waits a moment until all is written. What the reader does not take until then is not
// printed. A terminal is written to directly.
func patient(stderr *os.File) (w io.Writer, flush func()) {
	if isTerminal(stderr) {
		return stderr, func() {}
	}
	p := pending{make(chan []byte, maxPending)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for text := <-p.texts; text != nil; text = <-p.texts {
			_, _ = stderr.Write(text) // nobody could be told of a failure
		}
	}()
	return p, func() {
		timeout := time.After(flushWait)
		select {
		case p.texts <- nil: // the end; the channel stays open, because a goroutine that hangs may still write
		case <-timeout:
			return
		}
		select {
		case <-done:
		case <-timeout:
		}
	}
}

// pending is what is to be written. It is safe for concurrent use.
type pending struct{ texts chan []byte }

// Write never fails: what does not fit is not printed.
func (p pending) Write(text []byte) (int, error) {
	select {
	case p.texts <- bytes.Clone(text):
	default:
	}
	return len(text), nil
}
