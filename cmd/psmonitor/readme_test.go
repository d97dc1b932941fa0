package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/sampler"
	"psmonitor/sampler/agent"
)

// readme returns the text of README.md.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the README's code blocks in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	var list []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		list = append(list, m[1])
	}
	if len(list) == 0 {
		t.Fatalf("README.md has no block of %q", language)
	}
	return list
}

// TestReadmeCommandsWork runs each command line of psmonitor that README.md shows.
func TestReadmeCommandsWork(t *testing.T) {
	dir := t.TempDir()
	host := "example01"
	for i := 0; agent.Splay(host, 30*time.Second) > time.Second; i++ { // a host whose turn comes soon
		host = fmt.Sprint("example", i)
	}
	environment := map[string]string{
		"PSMONITOR_CONFIG": os.DevNull, "PSMONITOR_HOST": host,
		"PSMONITOR_STORE": fileURL(filepath.Join(dir, "store")), "PSMONITOR_STATE": filepath.Join(dir, "state"), "PSMONITOR_OUT": filepath.Join(dir, "site"),
	}
	lines := regexp.MustCompile(`(?m)(?:^|[ /`+"`"+`])psmonitor ((?:sample|render|demo)(?: -[a-z]+(?: [0-9a-z]+)?)*)`).FindAllStringSubmatch(readme(t), -1)
	if len(lines) < 3 {
		t.Fatalf("found %d commands, want at least the two cron lines and one more", len(lines))
	}
	for _, line := range lines {
		args := strings.Fields(line[1])
		if strings.Contains(line[1], "-every") {
			args = append(args, "-count", "1")
		}
		var output strings.Builder
		a := app{getenv: func(k string) string { return environment[k] }, stdout: &output, stderr: &output}
		if code := run(context.Background(), args, a); code != exitDone || output.Len() > 0 {
			t.Errorf("psmonitor %s: exit code %d, output %q", line[1], code, output.String())
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "site", "index.html")); err != nil {
		t.Error(err)
	}
}

func TestReadmeConfigurationIsValid(t *testing.T) {
	for _, text := range blocks(t, "toml") {
		path := filepath.Join(t.TempDir(), "psmonitor.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rules := metric.Rules(sampler.Families(sampler.Filters{}))
		if _, err := config.Load(config.Flags{Config: path}, os.Getenv, rules); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// TestReadmeTargetsExist looks for the targets of make that README.md names.
func TestReadmeTargetsExist(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)").FindAllStringSubmatch(readme(t), -1) {
		if !regexp.MustCompile(`(?m)^` + m[1] + `:`).Match(makefile) {
			t.Errorf("README.md names make %s, and there is no such target", m[1])
		}
	}
}

// TestReadmeFamilyPassesTests runs tests of package sampler with the worked example in it, which reads a file that the
// recorded systems do not have. Where a reader has followed the example already, these tests run anyway.
func TestReadmeFamilyPassesTests(t *testing.T) {
	source := `package sampler

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func openFiles(ctx context.Context) (n int64, err error) {
	data, err := os.ReadFile(proc(ctx, "sys/fs/file-nr"))
	if err == nil {
		_, err = fmt.Sscan(string(data), &n)
	}
	return n, err
}

` + blocks(t, "go")[0]
	list, err := os.ReadFile(filepath.Join("..", "..", "sampler", "sampler.go"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(list), "filesFamily()") {
		return
	}
	files := overlay(t, map[string]string{
		"sampler/files.go":   source,
		"sampler/sampler.go": inserted(t, "sampler/sampler.go", "\t\tsystemFamily(),\n", "\t\tfilesFamily(),\n"),
	})
	const tests = "TestKernel26|TestVirtualMachine|TestContainerRootIsAnOverlay|TestRulesAreComplete|TestChartsNameWhatExists"
	if out, err := exec.Command("go", "test", "-overlay", files, "-run", "^("+tests+")$", "psmonitor/sampler").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestReadmeTableOfThresholds holds the table of the configuration against the rules that the families declare.
func TestReadmeTableOfThresholds(t *testing.T) {
	rows := map[string][2]string{} // by key: default, and what it is
	_, table, _ := strings.Cut(readme(t), "| `[thresholds]`")
	for line := range strings.Lines("| " + table) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 3 || strings.Contains(line, "`[") {
			break
		}
		for _, key := range regexp.MustCompile("`([a-z]+)`").FindAllStringSubmatch(cells[0], -1) {
			rows[key[1]] = [2]string{cells[1], cells[2]}
		}
	}
	want := func(key, defaults, help string) {
		if row := rows[key]; row[0] != defaults || !strings.HasPrefix(row[1], help) {
			t.Errorf("README.md says of %s %q, want %q and %q", key, row, defaults, help)
		}
		delete(rows, key)
	}
	never := func(v float64) string {
		if v == 0 {
			return "never"
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	d := metric.DefaultThresholds()
	for _, r := range metric.Rules(sampler.Families(sampler.Filters{})) {
		want(r.Name, never(r.Warning)+", "+never(r.Critical), r.Help)
	}
	want("hold", fmt.Sprint(d.Hold), "")
	want("silent", fmt.Sprint(d.Silent), "")
	if len(rows) > 0 {
		t.Errorf("README.md has thresholds that no family declares: %v", rows)
	}
}

// TestWebServersServeTheDefaultSite compares the examples for web servers with the default of out, and looks for what keeps
// browsers from showing old pages.
func TestWebServersServeTheDefaultSite(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `out` \\| `([^`]+)` \\|").FindStringSubmatch(readme(t))
	if row == nil {
		t.Fatal("README.md has no row for out")
	}
	if os.Geteuid() == 0 {
		c, err := config.Load(config.Flags{Config: os.DevNull}, func(string) string { return "" }, nil)
		if err != nil || c.Out != row[1] {
			t.Errorf("the default is %s, %v; README.md says %s", c.Out, err, row[1])
		}
	}
	for name, lines := range map[string][]string{
		"README.md":         {"Alias /psmonitor " + row[1], "<Directory " + row[1] + ">", "<Directory " + row[1] + "/assets>", `Cache-Control "no-cache"`, "a2enmod headers"},
		"docs/nginx.md":     {"alias " + row[1] + "/;", "alias " + row[1] + "/assets/;", `Cache-Control "no-cache"`},
		"docs/hardening.md": {`out   = "` + row[1] + `"`, "ReadWritePaths=" + row[1] + "\n", "chown -R psmonitor:psmonitor " + filepath.Dir(row[1]) + "\n"},
		"docs/ssh.md":       {"chown -R psmonitor:psmonitor " + filepath.Dir(row[1]) + " "},
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !strings.Contains(string(text), line) {
				t.Errorf("%s does not contain %s", name, line)
			}
		}
	}
}
