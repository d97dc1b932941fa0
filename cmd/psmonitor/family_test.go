package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// temps is a family with a unit of its own, negative values and a rule.
const temps = `package sampler

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func tempsFamily() metric.Family {
	each := metric.Each{Array: "temps", Key: "sensor"}
	return metric.Family{
		Name: "temps",
		Read: func(context.Context, *metric.Counters) (bson.D, error) {
			return bson.D{{Key: "temps", Value: bson.A{bson.D{{Key: "sensor", Value: "freezer"}, {Key: "celsius", Value: -5.25}}}}}, nil
		},
		Charts: []metric.Chart{{
			ID: "temps", Title: "Temperatures", Unit: "celsius", Each: each, Threshold: "temps",
			Lines: []metric.Line{{Field: "celsius"}},
		}},
		Rules: []metric.Rule{{
			Name: "temps", Help: "degrees Celsius", Order: 8, Each: each, Field: "celsius", Text: "%s %.0f °C",
			Level: metric.Level{Warning: 80, Critical: 95}, Min: -50, Max: 150, Margin: 2,
		}},
	}
}
`

// TestNewFamilyNeedsNoOtherChange builds psmonitor with one more family, its name in the list of families, and one more row
// in the table of units. Configuration, report, pages and page script must know all of it then.
func TestNewFamilyNeedsNoOtherChange(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "psmonitor")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	build(t, bin, map[string]string{
		"sampler/temps.go":        temps,
		"sampler/sampler.go":      inserted(t, "sampler/sampler.go", "\t\tsystemFamily(),\n", "\t\ttempsFamily(),\n"),
		"internal/metric/unit.go": inserted(t, "internal/metric/unit.go", "= []Format{\n", "\t{Unit: \"celsius\", Suffix: \" °C\", Decimals: 1, Step: 0.1, Idle: 10},\n"),
	})
	config, out := filepath.Join(dir, "psmonitor.toml"), filepath.Join(dir, "site")
	psmonitor := func(thresholds string, args ...string) (string, error) {
		t.Helper()
		if err := os.WriteFile(config, []byte(thresholds), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "-config", config, "-store", fileURL(filepath.Join(dir, "store")))
		output, err := exec.Command(bin, args...).CombinedOutput()
		return string(output), err
	}

	output, err := psmonitor("[thresholds]\ntemps = { warning = -300 }", "render", "-out", out)
	if want := "thresholds.temps: -300 is out of range: write -50 to 150, or 0 (never)"; err == nil || !strings.Contains(output, want) {
		t.Errorf("%v, %q, want %q", err, output, want)
	}
	levels := "[thresholds]\ntemps = { warning = 10 }\n[[override]]\nhosts = [\"cold-*\"]\nthresholds.temps = { warning = -10, critical = -6 }"
	if output, err := psmonitor(levels, "sample", "-host", "cold-01", "-state", filepath.Join(dir, "state")); err != nil || output != "" {
		t.Fatalf("sample: %v, %s", err, output)
	}
	if output, err := psmonitor(levels, "render", "-out", out); err != nil || output != "" {
		t.Fatalf("render: %v, %s", err, output)
	}
	wantIn(t, filepath.Join(out, "status.json"), `"freezer -5 °C"`, `"state":"critical"`)
	wantIn(t, filepath.Join(out, "index.html"), `freezer -5 °C`)
	wantIn(t, filepath.Join(out, "host", "cold-01", "index.html"),
		`<td>-5.2 °C</td>`, // in the table
		`"temps":{"warning":-10,"critical":-6}`, `{"temps_0":{"scale":0.1,"values":[-52]}}`,
		`"unit":{"name":"celsius","suffix":" °C","decimals":1,"idle":10}`,
		`>-6 °C</text>`, `>-2 °C</text>`, `>0 °C</text>`) // beside the picture
	wantIn(t, filepath.Join(out, "compare", "temps.html"), `-5.2 °C`, `>-6 °C to `)
}

// build builds psmonitor with files of the module replaced or added.
func build(t *testing.T, bin string, files map[string]string) {
	t.Helper()
	if out, err := exec.Command("go", "build", "-overlay", overlay(t, files), "-o", bin, "psmonitor/cmd/psmonitor").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// overlay returns the path of an overlay for the go command, by which files of the module are replaced or added.
func overlay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	replaced := map[string]map[string]string{"Replace": {}}
	for path, text := range files {
		file := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replaced["Replace"][filepath.Join(root, filepath.FromSlash(path))] = file
	}
	text, err := json.Marshal(replaced)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return list
}

// inserted returns the text of a file of the module with a line inserted.
func inserted(t *testing.T, path, after, line string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), after) != 1 {
		t.Fatalf("%s has not one %q", path, after)
	}
	return strings.Replace(string(text), after, after+line, 1)
}

func wantIn(t *testing.T, file string, texts ...string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(string(got), text) {
			t.Errorf("%s has no %s", filepath.Base(file), text)
		}
	}
}
