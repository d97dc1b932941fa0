package faults

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReadOnlyStateFolder has a state folder that becomes read-only while samples wait in it. The next sample must be stored
// behind them, and none may be stored again by those that follow. A line says what is wrong.
func TestReadOnlyStateFolder(t *testing.T) {
	dir := t.TempDir()
	storeURL, site := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site")
	list := machines(t, min(5, suite.rounds), storeURL, dir, 20*time.Second)
	each(list, func(i int, m *machine) {
		for range i + 1 {
			m.sampleWithoutStore(t)
		}
		for range 2 {
			m.waitUntilDue(t)
			o := m.sampleReadOnly(t)
			if o.code != 0 || !strings.Contains(o.output, "cannot write to the state folder") {
				t.Errorf("a sample with a read-only state folder: %v; want exit code 0 and a warning", o)
			}
			if n := len(storedDates(t, storeURL, m.name)); n != len(m.runs) {
				t.Errorf("%s: %d samples are stored, want %d", m.name, n, len(m.runs))
			}
			suite.counts.add("samples with a read-only state folder", 1)
		}
		for range 2 {
			m.waitUntilDue(t)
			if o := m.sample(t, never); o.code != 0 || strings.Contains(o.output, "lost") {
				t.Errorf("when it can be written again: %v; want exit code 0", o)
			}
		}
	})
	mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
	for _, m := range list {
		m.check(t, storeURL, site)
	}
}

// sampleReadOnly takes a sample in a mount namespace in which the state folder is read-only.
func (m *machine) sampleReadOnly(t *testing.T) outcome {
	t.Helper()
	flags := "-m"
	if os.Geteuid() != 0 { // a user namespace as well
		flags = "-rm"
	}
	const script = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"`
	args := append([]string{flags, "sh", "-c", script, m.state, suite.psmonitor}, m.args()...)
	o := runCommand(t, never, m.timeout, exec.Command("unshare", args...))
	m.record(o)
	return o
}
