package faults

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store"
)

// hangingMachine samples in mount and process namespaces with two FUSE file systems, one of which hangs.
type hangingMachine struct {
	*machine
	hung, healthy string // mount points
	daemon        io.WriteCloser
	enter         []string // the command line that runs another one in the namespaces
	proc          string   // their /proc
	stuck         int      // processes that hang by themselves
}

func newHangingMachine(t *testing.T, dir string) *hangingMachine {
	t.Helper()
	h := &hangingMachine{
		machine: &machine{name: "machine", store: "file://" + filepath.Join(dir, "store"), state: filepath.Join(dir, "state"), timeout: 10 * time.Second},
		hung:    filepath.Join(dir, "hung"), healthy: filepath.Join(dir, "healthy"),
	}
	for _, point := range []string{h.hung, h.healthy} {
		if err := os.Mkdir(point, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	flags, enter := "-mpf", []string{"-m", "-p"}
	if os.Geteuid() != 0 { // a user namespace as well
		flags, enter = "-rmpf", append(enter, "-U", "--preserve-credentials")
	}
	unshare := exec.Command("unshare", flags, "--mount-proc", "--kill-child", self, h.hung, h.healthy)
	unshare.Env = append(os.Environ(), fuseMounts+"=yes")
	unshare.Stderr = os.Stderr
	out, err := unshare.StdoutPipe()
	if err == nil {
		h.daemon, err = unshare.StdinPipe()
	}
	if err == nil {
		err = unshare.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.daemon.Close()
		if err := unshare.Wait(); err != nil {
			t.Errorf("the daemon of the file systems: %v", err)
		}
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "there\n" {
		t.Fatalf("mount two file systems: %q, %v", line, err)
	}
	// The first process in the new process namespace is the child of unshare.
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", unshare.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	pid := strings.TrimSpace(string(children))
	h.enter = append([]string{"-t", pid}, enter...)
	h.proc = "/proc/" + pid + "/root/proc"
	return h
}

// sampleThere takes a sample in the namespaces. It must end in time, and with all its descriptors closed: cron and ssh wait
// for those that they have opened.
func (h *hangingMachine) sampleThere(t *testing.T, more ...string) outcome {
	t.Helper()
	h.waitUntilDue(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	command := exec.Command("nsenter", append(append(slices.Clone(h.enter), suite.psmonitor), h.args(more...)...)...)
	command.ExtraFiles = []*os.File{write}
	command.WaitDelay = slack
	o := runCommand(t, never, h.timeout, command)
	h.record(o)
	write.Close()
	_ = read.SetReadDeadline(time.Now().Add(slack))
	if _, err := read.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("%v: a descriptor that the run has inherited is still open: %v", o, err)
	}
	if left := processes(h.proc); len(left) > 1+h.stuck {
		t.Errorf("%v: %d processes are left, want at most one that waits: %q", o, len(left), left)
	}
	if o.code != 0 {
		t.Errorf("%v, want exit code 0", o)
	}
	return o
}

// mounts returns which of the two file systems have a size in the sample stored last.
func (h *hangingMachine) mounts(t *testing.T) (list []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, h.store, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	_, err = s.Newest(ctx, h.name, 1, func(doc []byte) error {
		disks, _ := bson.Raw(doc).Lookup("disks").Array().Values()
		for _, d := range disks {
			mount := d.Document().Lookup("mount").StringValue()
			if _, err := d.Document().LookupErr("total"); err == nil && (mount == h.hung || mount == h.healthy) {
				list = append(list, mount)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestHangingFileSystem samples beside a file system that does not answer. Every run must end in time, all of them may
// leave one process, and the other file system must be in every sample.
func TestHangingFileSystem(t *testing.T) {
	h := newHangingMachine(t, t.TempDir())
	since, runs, longest := "", 0, time.Duration(0)
	rounds := func(what string, n int, more ...string) {
		for range n {
			o := h.sampleThere(t, more...)
			runs, longest = runs+1, max(longest, o.took())
			if since == "" && !strings.Contains(o.output, h.hung+": no answer since ") {
				t.Fatalf("%s: %v; want a warning of %s", what, o, h.hung)
			}
			if since == "" {
				since = o.output
			}
			if o.output != "" && o.output != strings.Repeat(since, strings.Count(o.output, "\n")) {
				t.Errorf("%s: %v; want nothing new after %q", what, o, since)
			}
			if got := h.mounts(t); !slices.Equal(got, []string{h.healthy}) {
				t.Errorf("%s: the sample has the sizes of %q, want %s only", what, got, h.healthy)
			}
			suite.counts.add("samples beside a file system that hangs", 1)
			if t.Failed() { // the rest would take minutes
				t.FailNow()
			}
		}
	}
	rounds("runs", suite.rounds)
	rounds("one run for several samples", 1, "-every", "1s", "-count", "3")
	left := processes(h.proc)
	if len(left) != 1 {
		t.Fatalf("%d processes wait for the file system, want 1: %q", len(left), left)
	}
	pid, _, _ := strings.Cut(left[0], " ")
	if err := exec.Command("nsenter", append(slices.Clone(h.enter), "kill", "-9", pid)...).Run(); err != nil {
		t.Fatal(err)
	}
	rounds("after kill -9 of the process", 3)

	t.Logf("%d runs with -timeout %v beside a file system that hangs: the longest took %v", runs, h.timeout, longest.Round(time.Millisecond))
	if _, err := io.WriteString(h.daemon, "answer\n"); err != nil {
		t.Fatal(err)
	}
	for len(processes(h.proc)) > 0 { // the test's timeout ends this
		wait(t.Context(), time.Now().Add(10*time.Millisecond))
	}
	if o := h.sampleThere(t); o.output != "" {
		t.Errorf("after the file system has answered: %v, want silence", o)
	}
	if got := h.mounts(t); !slices.Equal(got, []string{h.healthy, h.hung}) {
		t.Errorf("after the file system has answered, the sample has the sizes of %q", got)
	}
	if locks, _ := filepath.Glob(filepath.Join(h.state, "*.asking")); len(locks) > 0 {
		t.Errorf("left in the state folder: %q", locks)
	}
}
