package sampler

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// helperRole is the argument with which this test binary is the helper.
const helperRole = "helper"

// TestAnswerQueries is the helper of the other tests.
func TestAnswerQueries(t *testing.T) {
	if flag.Arg(0) == helperRole {
		if err := AnswerQueries(os.Stdin); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	if err := AnswerQueries(strings.NewReader("what")); err == nil {
		t.Error("no error for invalid questions")
	}
}

func testHelper(t *testing.T) Helper {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Helper{Command: []string{self, "sampler.test", "-test.run=^TestAnswerQueries$", helperRole}}
}

// fileLocks are locks in a folder. The device "held" is held by another process.
type fileLocks struct {
	folder string
	events []string
}

var heldSince = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func (l *fileLocks) Lock(device string) (*os.File, time.Time, error) {
	switch device {
	case "held":
		return nil, heldSince, ErrHeld
	case "no lock":
		return nil, time.Time{}, errors.New("the disk is full")
	}
	l.events = append(l.events, "lock "+device)
	file, err := os.Create(filepath.Join(l.folder, device))
	return file, time.Now(), err
}

func (l *fileLocks) Unlock(device string, file *os.File) {
	l.events = append(l.events, "unlock "+device)
	_ = file.Close()
}

func TestHelperQueriesFileSystems(t *testing.T) {
	name := t.TempDir()
	folder := filepath.Join(name, "a b\n\xff") // not valid UTF-8
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(name, "file")
	write(t, file, "")
	locks := &fileLocks{folder: t.TempDir()}
	h := testHelper(t)
	h.Locks = locks
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	volumes, err := h.volumes(ctx, [][]mount{
		{{point: filepath.Join(name, "missing"), deviceNumber: "1"}, {point: file, bind: true, deviceNumber: "1"}, {point: folder, deviceNumber: "1", fstype: "nfs"}},
		{{point: filepath.Join(name, "hung"), deviceNumber: "held"}},
		{{point: file + "/below", deviceNumber: "2"}},
		{{point: folder, deviceNumber: "no lock"}},
	})
	var got []string
	for _, v := range volumes {
		got = append(got, fmt.Sprintf("%s %s %v", v.point, v.fstype, v.total > 0))
	}
	if diff := cmp.Diff([]string{folder + " nfs true"}, got); diff != "" {
		t.Errorf("volumes (-want +got):\n%s", diff)
	}
	want := name + "/hung: no answer since 2026-11-01 12:00:00 UTC: is its server or disk unreachable?\n" +
		file + "/below: not a directory\n" +
		folder + ": not queried, because it may hang and no lock can be taken: the disk is full"
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
	if diff := cmp.Diff([]string{"lock 1", "lock 2", "unlock 1", "unlock 2"}, locks.events); diff != "" {
		t.Errorf("locks (-want +got):\n%s", diff)
	}
}

func TestHelperThatEndsEarlyIsAnError(t *testing.T) {
	locks := &fileLocks{folder: t.TempDir()}
	for _, command := range [][]string{{"/nonexistent/psmonitor", "psmonitor"}, {os.Args[0], "sampler.test", "-test.run=^$"}} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		volumes, err := Helper{command, locks}.volumes(ctx, [][]mount{{{point: "/", deviceNumber: "1"}}})
		if len(volumes) > 0 || err == nil || !strings.HasPrefix(err.Error(), "/: the process that queries it: ") {
			t.Errorf("%s: volumes %v, error %v; want that the process ended", command[0], volumes, err)
		}
	}
	// A helper that was killed may still have a thread that hangs, so its lock's file stays.
	if diff := cmp.Diff([]string{"lock 1", "lock 1"}, locks.events); diff != "" {
		t.Errorf("locks (-want +got):\n%s", diff)
	}
}
