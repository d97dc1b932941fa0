package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/test/servers"
)

// send appends a document through ssh and returns the error.
func send(t *testing.T, storeURL string, until time.Duration) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), until)
	defer cancel()
	s, err := Open(ctx, storeURL, Options{Max: 10, Warn: func(message string) { t.Errorf("warned: %s", message) }})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	return s.Append(ctx, host, numbered(t, 1, 3)...)
}

// TestSSHErrors wants each failure to be one printable line with the next step.
func TestSSHErrors(t *testing.T) {
	put := "psmonitor put -store file://STORE "
	for _, test := range []struct {
		name, command string
		change        func(t *testing.T, s servers.SSH)
		want          string
	}{
		{"unknown host key", put, func(t *testing.T, s servers.SSH) { s.Forget(t) }, "host key of the other machine is unknown: log in once as"},
		{"changed host key", put, func(t *testing.T, s servers.SSH) { s.Another(t) }, "host key of the other machine has changed"},
		{"wrong key", put, func(t *testing.T, s servers.SSH) { s.Lock(t) }, "accepts no key of this user"},
		{"no server", put, func(t *testing.T, s servers.SSH) { s.Close() }, "no ssh server listens there"},
		{"unknown name", put, func(t *testing.T, s servers.SSH) { s.Add(t, "Hostname nowhere.invalid") }, "host's name is not known"},
		{"broken configuration", put, func(t *testing.T, s servers.SSH) { s.Add(t, "Nonsense yes") }, "bad configuration option"},
		{"no psmonitor", "nonsense put", nil, "has no psmonitor in its PATH"},
		{"another command", "echo 'hello\033[31m'", nil, "does psmonitor put run there?"},
		{"no login", "echo This account is not available. >&2; exit 1", nil, `"This account is not available."`},
		{"another command of psmonitor", "psmonitor putt -store file://STORE", nil, "no receipt (exit code 2"},
		{"host not allowed", put + "-allow 'web-*' -allow db", nil, `samples of "example01" are not allowed: add -allow example01`},
		{"another host", put + "-host web-01", nil, `the input has samples of "example01", but -host allows only web-01`},
		{"no receipts", put + ">/dev/null", nil, "no receipt"},
		{"another's receipts", "cat >/dev/null; echo stored 0123456789abcdef01234567", nil, "no receipt"},
		{"unusable store", "mkdir STORE/example01.bson; " + put, nil, "STORE/example01.bson: it is a folder"},
		{"store is a file", "psmonitor put -store file://STORE/file", nil, "is a file: name a folder"},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			s := servers.SSHD(t, servers.Program(t), strings.ReplaceAll(test.command, "STORE", folder))
			if test.change != nil {
				test.change(t, s)
			}
			err := send(t, s.URL("/nowhere"), time.Minute)
			if want := strings.ReplaceAll(test.want, "STORE", folder); err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("got %v, want an error with %q", err, want)
			}
			if printable(err.Error()) != err.Error() {
				t.Errorf("not fit for a terminal: %q", err)
			}
		})
	}
}

// TestSSHIgnoresOtherOutput stores and gets its receipts although the other side prints what nobody asked for.
func TestSSHIgnoresOtherOutput(t *testing.T) {
	folder := t.TempDir()
	command := "echo Welcome; printf 'stored \\n%070000d stored ' 7; psmonitor put -store file://" + folder + " -allow 'example0?'; echo Goodbye; yes | head -c 100000; exit 3"
	for range 2 { // the second time they are stored already
		s := servers.SSHD(t, servers.Program(t), command)
		docs := numbered(t, 1, 5)
		for range 2 {
			mustAppend(t, opened(t, s.URL("/ignored"), Options{Max: 10}).(bothEnds).far, host, docs...)
		}
	}
	near := opened(t, fileURL(folder), Options{ReadOnly: true})
	wantHosts(t, near, host)
	wantNumbers(t, near, host, 20, append(upTo(1, 5), upTo(1, 5)...))
}

// TestSSHOutputWithoutEnd bounds a side that never stops talking.
func TestSSHOutputWithoutEnd(t *testing.T) {
	for _, command := range []string{"yes", "yes >&2", "tr '\\0' x </dev/zero"} {
		s := servers.SSHD(t, servers.Program(t), command)
		if err := send(t, s.URL("/nowhere"), time.Minute); !errors.Is(err, errTooMuchOutput) {
			t.Errorf("%s: got %v", command, err)
		}
	}
}

// TestSSHDeadline ends with the context whatever hangs, and leaves no process running: each holds a lock while it runs.
func TestSSHDeadline(t *testing.T) {
	held, err := folder.Open(t.TempDir(), folderOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	hang := "flock " + held.Path("lock") + " sleep 1000"
	far := servers.SSHD(t, servers.Program(t), "cat >/dev/null; exec sleep 5")
	proxy := servers.SSHD(t, servers.Program(t), "")
	proxy.Add(t, "ProxyCommand "+hang)
	for name, s := range map[string]servers.SSH{"the other side": far, "what ssh starts": proxy} {
		err := send(t, s.URL("/nowhere"), 600*time.Millisecond)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no receipt in time") {
			t.Errorf("%s hangs: got %v", name, err)
		}
	}
	unlock, err := held.Lock(t.Context(), "lock") // waits for ever if a process is left
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// TestSSHWarnings passes on the warnings of psmonitor put.
func TestSSHWarnings(t *testing.T) {
	s := servers.SSHD(t, servers.Program(t), "echo 'psmonitor put: warning: mind the gap' >&2; psmonitor put -store file://"+t.TempDir())
	var warned []string
	far, err := Open(t.Context(), s.URL("/nowhere"), Options{Max: 10, Warn: func(message string) { warned = append(warned, message) }})
	if err != nil {
		t.Fatal(err)
	}
	mustAppend(t, far, host, numbered(t, 1, 1)...)
	if got := strings.Join(warned, "|"); got != "on 127.0.0.1: mind the gap" {
		t.Errorf("warned: %q", got)
	}
}

// TestSSHLinesAreBounded has another side that prints thousands of lines as if they were those of psmonitor put.
func TestSSHLinesAreBounded(t *testing.T) {
	lines := func(text string) string { return "seq -f 'psmonitor put: " + text + " %g' 1000 >&2; " }
	var warned []string
	o := Options{Max: 10, Warn: func(message string) { warned = append(warned, message) }}
	s := servers.SSHD(t, servers.Program(t), lines("warning: mind the gap")+"psmonitor put -store file://"+t.TempDir())
	far, err := Open(t.Context(), s.URL("/nowhere"), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		mustAppend(t, far, host, numbered(t, i+1, i+1)...)
	}
	if len(warned) != maxLines+1 || !strings.Contains(warned[maxLines], "there are more warnings") {
		t.Errorf("%d warnings, the last %q", len(warned), warned[len(warned)-1])
	}
	s = servers.SSHD(t, servers.Program(t), lines("no")+"exit 1")
	err = send(t, s.URL("/nowhere"), time.Minute)
	if err == nil || strings.Count(err.Error(), "no ") != maxLines || !strings.Contains(err.Error(), "more lines") {
		t.Errorf("got %v", err)
	}
}

func TestSSHURLs(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"password", "ssh://me:" + secret + "@h/store", "ssh accepts no password"},
		{"broken", "ssh://me:" + secret + "@h/%zz", "not a URL"},
		{"no port", "ssh://h:store/x", "not a URL"},
		{"port too high", "ssh://h:65536/store", "a port is a number"},
		{"port zero", "ssh://h:0/store", "a port is a number"},
		{"no folder", "ssh://h", "name the store's folder"},
		{"the root", "ssh://h//", "name the store's folder"},
		{"no host", "ssh:///store", "name the other machine"},
		{"host is an option", "ssh://-oProxyCommand=x/store", "not begin with a dash"},
		{"host with a blank", "ssh://a%20b/store", "not a URL"},
		{"host is a command", "ssh://$(id)/store", "host's name"},
		{"user is an option", "ssh://-oProxyCommand@h/store", "not begin with a dash"},
		{"user is a command", "ssh://`id`@h/store", "not a URL"},
		{"user is a command, escaped", "ssh://%60id%60@h/store", "user's name"},
		{"user without a name", "ssh://@h/store", "user's name"},
		{"zone is a command", "ssh://[fe80::1%25$(id)]/store", "host's name"},
		{"NUL", "ssh://h/a%00b", "name the store's folder"},
		{"fragment", "ssh://h/a#b", "%23"},
		{"another option", "ssh://h/a?ProxyCommand=id", "?config=/path"},
		{"two options", "ssh://h/a?config=/b&config=/c", "?config=/path"},
		{"configuration is an option", "ssh://h/a?config=-v", "?config=/path"},
		{"reader", "ssh://h/a%20b", "run this command on h, with -store file:///a%20b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(t.Context(), test.url, Options{Max: 1, ReadOnly: test.name == "reader"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("shows the password: %v", err)
			}
		})
	}
}

// TestSSHArguments wants nothing of a URL to be taken for an option or a word of a shell.
func TestSSHArguments(t *testing.T) {
	for storeURL, want := range map[string]string{
		"ssh://h/a":                            "-- h psmonitor put -store file:///a -max 7",
		"ssh://me@h:22/a?config=/etc/my%20ssh": `-F "/etc/my ssh" -p 22 -l me -- h psmonitor put -store file:///a -max 7`,
		"ssh://[fe80::1%25eth0]:7/-a":          "-p 7 -- fe80::1%eth0 psmonitor put -store file:///-a -max 7",
		"ssh://h/it's%0A$(id);`x`~é":           "-- h psmonitor put -store file:///it%27s%0A%24%28id%29%3B%60x%60%7E%C3%A9 -max 7",
	} {
		u, err := parseSSHURL(storeURL)
		if err != nil {
			t.Errorf("%s: %v", storeURL, err)
			continue
		}
		got := strings.Join(append(u.destination(), u.arguments(t.Context(), 7)[9+len(u.destination()):]...), " ")
		if want = strings.ReplaceAll(want, `"`, ""); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", storeURL, got, want)
		}
	}
}

// FuzzSSHURL wants whatever is let through to be harmless on a command line, here and there.
func FuzzSSHURL(f *testing.F) {
	f.Add("ssh://me@h:22/srv/store?config=/etc/x")
	f.Add("ssh://[fe80::1%25eth0]/it's%0A$(id)")
	f.Add("ssh://-o@-o:1/%2d")
	f.Fuzz(func(t *testing.T, storeURL string) {
		u, err := parseSSHURL(storeURL)
		if err != nil {
			return
		}
		args := u.arguments(t.Context(), 576)
		far, host := args[len(args)-1], args[len(args)-2]
		if args[len(args)-3] != "--" || !isPlain(far, " /._-%:") || strings.HasPrefix(host, "-") || strings.HasPrefix(u.user, "-") || strings.HasPrefix(u.config, "-") {
			t.Errorf("%q runs %q", storeURL, args)
		}
		folder, err := pathOfURL(u.fileURL())
		if err != nil || folder != filepath.Clean(u.path) {
			t.Errorf("%q stores in %q, %v", storeURL, folder, err)
		}
	})
}

// FuzzReceipts wants no output to panic, to be kept without bound, or to count as a receipt that it is not.
func FuzzReceipts(f *testing.F) {
	docs := numbered(f, 1, 2)
	receipt, err := Receipt(docs[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("Welcome"), []byte(receipt+"\n"))
	f.Add([]byte(receipt), []byte("\r\n\x00stored"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		r, err := newReceipts(docs, func() {})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := r.Write(first); err != nil {
				return
			}
			if _, err := r.Write(second); err != nil {
				return
			}
		}
		all := strings.Repeat(string(first)+string(second), 3)
		for _, doc := range docs {
			receipt, _ := Receipt(doc)
			if !r.missing[receipt] && !strings.Contains(all, receipt) {
				t.Errorf("%q counts as %q", all, receipt)
			}
		}
		if len(r.line) > excerptSize || len(r.other.kept) > 2*excerptSize {
			t.Errorf("keeps %d and %d bytes", len(r.line), len(r.other.kept))
		}
		for _, line := range r.other.lines() {
			if printable(line) != line {
				t.Errorf("not fit for a terminal: %q", line)
			}
		}
	})
}
