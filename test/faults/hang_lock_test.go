package faults

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSampleBesideOneThatHangs has a sample that hangs in a system call while it holds the lock for sampling: it looks for files of
// /sys on a file system that does not answer. Later samples must be stored in time, and the first must name that process. Not
// even kill -9 ends it, until the file system answers.
func TestSampleBesideOneThatHangs(t *testing.T) {
	h := newHangingMachine(t, t.TempDir())
	h.sampleThere(t) // leaves the process that waits for the sizes
	h.waitUntilDue(t)
	waiting := pids(h.proc)
	first := h.startHanging(t)
	for deadline := time.Now().Add(time.Minute); len(pids(h.proc)) == len(waiting) || !h.isLocked(t); wait(t.Context(), time.Now().Add(10*time.Millisecond)) {
		if time.Now().After(deadline) {
			t.Fatal("no sample hangs with the lock")
		}
	}
	pid := slices.DeleteFunc(pids(h.proc), func(pid string) bool { return slices.Contains(waiting, pid) })[0]
	h.stuck = 1
	held := "process " + pid + " has held " + filepath.Join(h.state, h.name+".lock")
	rounds := max(2, suite.rounds/2)
	for n := range rounds {
		if n == rounds/2 {
			if err := exec.Command("nsenter", append(slices.Clone(h.enter), "kill", "-9", pid)...).Run(); err != nil {
				t.Fatal(err)
			}
		}
		o := h.sampleThere(t)
		if named := strings.Contains(o.output, held); named != (n == 0) {
			t.Errorf("sample %d: %v; want %q, once", n+1, o, held)
		}
		suite.counts.add("samples beside one that hangs with the lock", 1)
	}
	if !h.isLocked(t) {
		t.Error("the sample that hangs does not hold the lock any more")
	}
	if _, err := io.WriteString(h.daemon, "answer\n"); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // killed
	h.stuck = 0
	if o := h.sampleThere(t); o.output != "" {
		t.Errorf("after it has ended: %v, want silence", o)
	}
	stored := storedDates(t, h.store, h.name)
	for _, r := range h.runs {
		if r.count(stored) != 1 {
			suite.counts.add("lost", 1)
			t.Errorf("of the run from %d to %d (%s), %d samples are stored", r.from, r.to, r.what, r.count(stored))
		}
	}
	if len(stored) != len(h.runs) || !slices.IsSorted(stored) {
		t.Errorf("%d samples are stored, want %d in order: %v", len(stored), len(h.runs), stored)
	}
}

// startHanging starts a sample in the namespaces that reads /sys on the file system that hangs.
func (h *hangingMachine) startHanging(t *testing.T) *exec.Cmd {
	t.Helper()
	command := exec.Command("nsenter", append(append(slices.Clone(h.enter), suite.psmonitor), h.args()...)...)
	command.Env = append(programEnv(), "HOST_SYS="+filepath.Join(h.hung, "sys"))
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command
}

// isLocked reports whether somebody holds the lock for sampling.
func (h *hangingMachine) isLocked(t *testing.T) bool {
	t.Helper()
	file, err := os.Open(filepath.Join(h.state, h.name+".lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
}

// pids returns the IDs of the processes of the program below a /proc.
func pids(proc string) (list []string) {
	for _, stat := range processes(proc) {
		pid, _, _ := strings.Cut(stat, " ")
		list = append(list, pid)
	}
	return list
}
