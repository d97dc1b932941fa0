//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// TestPutEndsIfStderrIsNotRead has a standard error that is a full pipe: ssh does not read it while its own output is stuck.
func TestPutEndsIfStderrIsNotRead(t *testing.T) {
	t.Parallel() // it waits for a deadline
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if err := fill(w); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // kills it
	defer cancel()
	folder := t.TempDir()
	put := exec.CommandContext(ctx, "psmonitor", "put", "-config", os.DevNull, "-store", fileURL(folder), "-timeout", "3s")
	put.Stdin = bytes.NewReader(parcel(t, "web-01", bytes.Repeat([]byte{0}, 5), document(t)))
	put.Stderr = w
	if err := put.Run(); ctx.Err() != nil || put.ProcessState.ExitCode() != exitFailed {
		t.Errorf("%v, exit code %d", err, put.ProcessState.ExitCode())
	}
}

// fill fills a pipe, and makes it blocking, as that of a shell.
func fill(w *os.File) error {
	err := w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	for err == nil {
		_, err = w.Write(make([]byte, 4096))
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return syscall.SetNonblock(int(w.Fd()), false)
}
