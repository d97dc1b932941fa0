package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// runAs runs this program as another user. /proc/self/exe is the test's own binary, which that user need not reach by its path.
func runAs(t *testing.T, uid uint32, dir string, args ...string) (output string, code int) {
	t.Helper()
	c := exec.Command("/proc/self/exe")
	c.Args, c.Dir = append([]string{"psmonitor"}, args...), dir
	c.Env = []string{"PSMONITOR_CONFIG=/dev/null", "PSMONITOR_HOST=example01", "PSMONITOR_STORE=file://" + dir + "/lib/psmonitor/store",
		"PSMONITOR_STATE=" + dir + "/lib/psmonitor/state", "PSMONITOR_OUT=" + dir + "/lib/psmonitor/site"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	err := c.Run()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return b.String(), c.ProcessState.ExitCode()
}

// TestChangeFromRootToAnotherUser begins with root's two cron lines, as README.md does, and then runs them as another user, as
// docs/hardening.md does. It needs root, as CI has.
func TestChangeFromRootToAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can run a program as another user")
	}
	dir, err := os.MkdirTemp("", "psmonitor-owner-") // not t.TempDir, which other users may not enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	const user = 54321
	commands := []string{"sample", "render"}
	works := func(who string, uid uint32) {
		t.Helper()
		for _, command := range commands {
			if output, code := runAs(t, uid, dir, command); code != exitDone || output != "" {
				t.Errorf("%s: %s: exit code %d, output %q", who, command, code, output)
			}
		}
	}
	works("root", 0)

	lib := filepath.Join(dir, "lib", "psmonitor")
	for _, command := range commands {
		output, code := runAs(t, user, dir, command)
		for _, folder := range map[string][]string{"sample": {"store", "state"}, "render": {"site"}}[command] {
			want := " belongs to root, and this runs as 54321: run as root: chown -R 54321 " + filepath.Join(lib, folder)
			if code != exitFailed || !strings.Contains(output, want) {
				t.Errorf("%s: exit code %d, output %q, want %q", command, code, output, want)
			}
		}
	}
	if out, err := exec.Command("chown", "-R", "54321", lib).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	works("the user", user)
	if err := os.RemoveAll(filepath.Join(lib, "site")); err != nil {
		t.Fatal(err)
	}
	works("root again", 0) // by hand, which must leave nothing that the user cannot write
	works("the user again", user)
}

// TestConfigurationOfAnotherUser has the mode that docs/hardening.md gives the configuration. It needs root, as CI has.
func TestConfigurationOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can run a program as another user")
	}
	file, err := os.CreateTemp("", "psmonitor-*.toml") // not in t.TempDir, which other users may not enter
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	t.Cleanup(func() { os.Remove(file.Name()) })
	output, code := runAs(t, 54321, "/", "render", "-config", file.Name())
	if want := "permission denied: run this as a user who may read it, or name another file with -config\n"; code != exitUsage || !strings.HasSuffix(output, want) {
		t.Errorf("exit code %d, output %q, want %q", code, output, want)
	}
}
