package faults

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// failingCalls are system calls by which a sample reads, writes, locks and replaces files, and the errors that they may return.
var failingCalls = []struct{ call, errno string }{
	{"openat", "EIO"}, {"openat", "EMFILE"}, {"openat", "EACCES"}, {"read", "EIO"}, {"write", "EIO"}, {"write", "ENOSPC"},
	{"pwrite64", "ENOSPC"}, {"fsync", "EIO"}, {"flock", "EIO"}, {"ftruncate", "EIO"}, {"renameat", "EIO"}, {"renameat", "EROFS"},
	{"unlinkat", "EIO"}, {"newfstatat", "EIO"}, {"fstat", "EIO"}, {"mkdirat", "EACCES"}, {"getdents64", "EIO"},
}

// TestFailingSystemCalls has each system call fail at its n-th time, in one thread, and from then on. A sample that the program says is
// stored must be stored, also if it waits first; one that it says is lost must not be; and the next samples must succeed.
func TestFailingSystemCalls(t *testing.T) {
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	list := machines(t, min(10, suite.rounds), storeURL, dir, 20*time.Second)
	each(list, func(i int, m *machine) {
		for at := i; at < len(failingCalls)*suite.rounds; at += len(list) {
			fault := failingCalls[at%len(failingCalls)]
			when := fmt.Sprint(1 + at/len(failingCalls))
			if at%2 == 1 {
				when += "+" // and all that follow
			}
			m.sampleWithFault(t, fault.call, fault.errno, when)
		}
	})
	for _, m := range list { // a sample may lack what could not be read, so that no page shows it
		stored, taken := storedDates(t, storeURL, m.name), 0
		for _, r := range m.runs {
			taken += r.count(stored)
		}
		if sorted := slices.IsSorted(stored); !sorted || taken != len(stored) || len(slices.Compact(stored)) != taken {
			suite.counts.add("doubled", 1)
			t.Errorf("%s: %d samples are stored, %d of them taken by a run, sorted: %t", m.name, len(stored), taken, sorted)
		}
	}
}

// sampleWithFault takes a sample whose system call fails, and then one without a fault.
func (m *machine) sampleWithFault(t *testing.T, call, errno, when string) {
	t.Helper()
	m.waitUntilDue(t)
	inject := fmt.Sprintf("inject=%s:error=%s:when=%s", call, errno, when)
	args := []string{"-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", inject}
	if call == "write" { // Go's runtime cannot continue when its own writes fail
		for _, file := range []string{".spool", ".counters.new", ".notices.new", ".history.new"} {
			args = append(args, "-P", filepath.Join(m.state, m.name+file))
		}
		args = append(args, "-P", filepath.Join(strings.TrimPrefix(m.store, "file://"), m.name+".bson"))
	}
	args = append(append(args, suite.psmonitor), m.args()...)
	o := runCommand(t, never, m.timeout, exec.Command("strace", args...))
	suite.counts.add("samples with a failing system call", 1)
	before := len(m.runs)
	m.record(o)
	m.waitUntilDue(t)
	if next := m.sample(t, never); next.code != 0 {
		t.Errorf("after %s: %v; then %v; want exit code 0", inject, o, next)
	}
	faulty := &m.runs[before]
	stored := faulty.count(storedDates(t, m.store, m.name))
	saysLost := o.code != 0 && !strings.Contains(o.output, "waits in the spool") && !strings.Contains(o.output, "they are kept in")
	switch {
	case saysLost:
		faulty.must = false
		suite.counts.add("samples that were not taken because of it", 1-min(1, stored))
		if stored > 0 && strings.Contains(o.output, "the sample is lost") {
			suite.counts.add("lost", 1)
			t.Errorf("%s: %v, but the sample is stored", inject, o)
		}
	case stored != 1:
		suite.counts.add("lost", 1)
		t.Errorf("%s: %v, but %d samples are stored", inject, o, stored)
	}
}
