package render

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func about(t *testing.T, dir string, run Run) Run {
	t.Helper()
	s := open(t, dir)
	defer s.Close()
	written, err := s.About(run)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func runsIn(t *testing.T, dir string) (h history) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, runsName))
	if err == nil {
		err = json.Unmarshal(raw, &h)
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestRunsTellAboutThemselves(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	first := Run{At: noon, Rendered: 3, Unchanged: 2, Failed: 1, Documents: 1728, CPU: 0.25, Wall: 1.5, Memory: 32 << 20}
	about(t, dir, first)
	if page := tree(t, dir)["run.html"]; !strings.Contains(page, "<caption>The last run</caption>") {
		t.Errorf("the page of the only run has no such caption:\n%s", page)
	}
	about(t, dir, Run{At: noon.Add(5 * time.Minute), Unchanged: 5})
	if got := runsIn(t, dir).Runs; len(got) != 2 || got[0].Unchanged != 5 || got[1] != first {
		t.Errorf("the runs are %+v", got)
	}
	files := tree(t, dir)
	for file, wants := range map[string][]string{
		"run.html":    {"<td>5</td><td>3</td><td class=\"warning\">1</td><td>250 ms</td><td>1.5 s</td>", `data-since="1795349100000"`},
		"metrics.txt": {"# TYPE psmonitor_run_hosts gauge\n", "psmonitor_run_hosts{result=\"unchanged\"} 5\n", "psmonitor_run_timestamp_seconds 1.7953491e+09\n"},
	} {
		for _, want := range wants {
			if !strings.Contains(files[file], want) {
				t.Errorf("%s has no %q:\n%s", file, want, files[file])
			}
		}
	}
}

func TestRunsAreBoundedAndADamagedHistoryIsBegunAnew(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	many := history{Runs: make([]Run, keptRuns+5)}
	raw, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	for _, there := range []string{string(raw), "{", `{"runs": 5}`, ""} {
		if err := os.WriteFile(filepath.Join(dir, runsName), []byte(there), 0o644); err != nil {
			t.Fatal(err)
		}
		about(t, dir, Run{At: noon, Rendered: 7})
		want := 1
		if there == string(raw) {
			want = keptRuns
		}
		if got := runsIn(t, dir).Runs; len(got) != want || got[0].Rendered != 7 {
			t.Errorf("after %.20q there are %d runs, want %d", there, len(got), want)
		}
	}
}

func TestWhatIsWrittenIsCounted(t *testing.T) {
	root := openOutput(t, t.TempDir())
	for _, contents := range []string{"one", "one", "three"} {
		if _, err := root.put("a/b", file{"name", []byte(contents)}, file{"other", nil}); err != nil {
			t.Fatal(err)
		}
	}
	if files, bytes := root.files.Load(), root.bytes.Load(); files != 3 || bytes != 8 {
		t.Errorf("%d files and %d bytes were written, want 3 and 8", files, bytes)
	}
}
