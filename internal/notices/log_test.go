package notices

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/folder"
)

// runs are runs of one program, minutes apart, that remember in one folder.
type runs struct {
	*folder.Folder
	watched bool
}

// run logs with write and fails with failure. It returns what is printed, of the failure as well.
func (r runs) run(minute int, write func(*slog.Logger), failure error) string {
	var out strings.Builder
	l := NewLog(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
			return slog.Attr{}
		}
		return a
	}}), r.watched)
	if write != nil {
		write(slog.New(l))
	}
	err := l.Report(r.Folder, "a", failure, time.Date(2026, 11, 22, 12, minute, 0, 0, time.UTC))
	if !errors.Is(err, failure) {
		return fmt.Sprintf("%v instead of %v", err, failure)
	}
	if err != nil && !errors.As(err, new(ReportedError)) {
		fmt.Fprintln(&out, "failure:", err)
	}
	return out.String()
}

// failing logs that hosts fail for a reason each.
func failing(reasons ...string) func(*slog.Logger) {
	return func(l *slog.Logger) {
		for _, pair := range reasons {
			host, reason, _ := strings.Cut(pair, "=")
			l.Error("host not rendered", "host", host, "err", fmt.Errorf("read %s: %s", host, reason))
		}
	}
}

func TestLogReportsEachReasonOncePerHour(t *testing.T) {
	one, other := errors.New("1 of 3 hosts failed"), errors.New("no server listens at db:1")
	r := runs{Folder: testFolder(t)}
	for _, step := range []struct {
		minute int
		write  func(*slog.Logger)
		err    error
		want   string
	}{
		{0, failing("web-01=denied"), one, "msg=\"host not rendered\" host=web-01 err=\"read web-01: denied\"\nfailure: 1 of 3 hosts failed\n"},
		{5, failing("web-01=denied"), one, ""},
		{10, failing("web-01=denied", "db-b=denied", "web-01=damaged"), errors.New("2 of 3 hosts failed"), "msg=\"host not rendered\" host=web-01 err=\"read web-01: damaged\"\n"},
		{15, nil, other, "failure: no server listens at db:1\n"},
		{20, nil, other, ""},
		{60, failing("web-01=denied", "db-b=denied", "web-03=denied"), one, "msg=\"host not rendered\" host=web-01 err=\"read web-01: denied\" others=2\nfailure: 1 of 3 hosts failed\n"},
		{65, nil, nil, ""},
		{70, nil, other, "failure: no server listens at db:1\n"},
	} {
		if got := r.run(step.minute, step.write, step.err); got != step.want {
			t.Errorf("minute %d prints %q, want %q", step.minute, got, step.want)
		}
	}
}

func TestLogReportsWarningsOnce(t *testing.T) {
	r := runs{Folder: testFolder(t)}
	warn := func(l *slog.Logger) {
		l.With("store", "db").Warn("the collection is not capped", "documents", 7)
		l.Info("done")
	}
	const done, warning = "msg=done\n", "msg=\"the collection is not capped\" store=db documents=7\n"
	for minute, want := range []string{done + warning, done, done} {
		if got := r.run(60*minute, warn, nil); got != want {
			t.Errorf("hour %d prints %q, want %q", minute, got, want)
		}
	}
	if r.run(181, nil, nil); r.Has("a") {
		t.Error("without a warning, something is remembered")
	}
	if got := r.run(185, warn, nil); got != done+warning {
		t.Errorf("after a run without it: %q", got)
	}
}

// TestLogReportsAgain runs on a terminal, and where nothing can be remembered.
func TestLogReportsAgain(t *testing.T) {
	broken := testFolder(t)
	if err := errors.Join(os.Mkdir(broken.Path("a"), 0o700), os.Mkdir(broken.Path("a.new"), 0o700), os.WriteFile(broken.Path("a.new/b"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]runs{"watched": {testFolder(t), true}, "no folder": {nil, false}, "a folder in the way": {broken, false}} {
		for range 2 {
			got := r.run(0, failing("web-01=denied", "web-02=denied"), errors.New("failed"))
			if !strings.Contains(got, "web-01: denied") || !strings.Contains(got, "failure: failed") || r.watched != strings.Contains(got, "web-02") {
				t.Errorf("%s: it prints %q", name, got)
			}
		}
	}
}

// TestLogRemembersNoWords looks into the file, which a web server may show.
func TestLogRemembersNoWords(t *testing.T) {
	r := runs{Folder: testFolder(t)}
	r.run(0, failing("web-01=denied by secret.example.org"), errors.New("no server listens at secret"))
	raw, err := r.ReadFile("a", 1<<20)
	if err != nil || strings.Contains(string(raw), "secret") || strings.Contains(string(raw), "web") {
		t.Errorf("%v, %q", err, raw)
	}
}
