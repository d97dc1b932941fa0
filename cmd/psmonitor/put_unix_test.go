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
	if err := w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = w.Write(make([]byte, 4096))
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	fd := int(w.Fd()) // Fd makes the pipe blocking, as that of a shell
	if err := syscall.SetNonblock(fd, false); err != nil {
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
