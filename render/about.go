package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// Run is what a run of render says about itself, so that the renderer is monitored too.
type Run struct {
	At        time.Time `json:"at"`
	Rendered  int       `json:"rendered"` // hosts whose pages were made
	Unchanged int       `json:"unchanged"`
	Failed    int       `json:"failed"`
	Histories int       `json:"histories_failed,omitempty"` // hours or days of hosts that could not be read
	Documents int       `json:"documents"`                  // read
	Files     int64     `json:"files"`                      // written, of all kinds
	Bytes     int64     `json:"bytes"`
	CPU       float64   `json:"cpu_seconds"`
	Wall      float64   `json:"wall_seconds"`
	Memory    int64     `json:"peak_memory_bytes"` // 0 where the system does not tell
}

// keptRuns is how many runs run.json keeps: a day's, one in five minutes.
const keptRuns = 288

const runsName = "run.json"

// history is run.json: the runs, the newest first.
type history struct {
	Version string `json:"version"`
	Runs    []Run  `json:"runs"`
}

// About writes what the run says about itself: the page run.html, run.json for programs, and metrics.txt in Prometheus'
// text format. It comes after Update; the run is returned with what was written.
func (s *Site) About(run Run) (Run, error) {
	run.Files, run.Bytes = s.root.files.Load(), s.root.bytes.Load()
	past := s.pastRuns()
	past.Version = s.Version
	past.Runs = append([]Run{run}, past.Runs...)
	past.Runs = past.Runs[:min(len(past.Runs), keptRuns)]
	raw, err := json.Marshal(past)
	if err != nil {
		return run, fmt.Errorf("encode %s: %w", runsName, err)
	}
	var html bytes.Buffer
	p := s.runPage(past.Runs)
	if err := templates.Run(&html, &p); err != nil {
		return run, fmt.Errorf("page run.html: %w", err)
	}
	_, err = s.root.put(".", file{runsName, append(raw, '\n')}, file{"run.html", html.Bytes()}, file{"metrics.txt", run.metrics()})
	return run, err
}

// pastRuns reads run.json. What is there and makes no sense is lost: it is a history and nothing more.
func (s *Site) pastRuns() (past history) {
	raw, err := s.root.ReadFile(runsName, 1<<20)
	if err != nil || json.Unmarshal(raw, &past) != nil {
		return history{}
	}
	return past
}

// shownRuns is how many runs the page lists.
const shownRuns = 24

// runPage returns the page about the runs, of which the newest comes first.
func (s *Site) runPage(runs []Run) page.Run {
	last := runs[0]
	state := report.OK
	if last.Failed > 0 {
		state = report.Warning
	}
	p := page.Run{Page: s.page("About the last run: psmonitor", "", state.String()), Last: newStamp(last.At.UnixMilli()), Facts: last.facts()}
	for _, r := range runs[:min(len(runs), shownRuns)] {
		p.Runs = append(p.Runs, page.RunRow{At: newStamp(r.At.UnixMilli()), Hosts: r.Rendered + r.Unchanged, Rendered: r.Rendered,
			Failed: r.Failed, CPU: formatSeconds(r.CPU), Wall: formatSeconds(r.Wall)})
	}
	p.Caption = "The last run"
	if len(p.Runs) > 1 {
		p.Caption = "The last " + plural(len(p.Runs), "run")
	}
	return p
}

// figures are the numbers of a run, in the order of the page and of metrics.txt. Some are only in one of the two.
var figures = []struct {
	label  string // on the page
	text   func(v float64) string
	metric string
	help   string // of the first sample of a metric
	of     func(r Run) float64
}{
	{metric: "timestamp_seconds", help: "When the last run of render began.", of: func(r Run) float64 { return float64(r.At.UnixMilli()) / 1000 }},
	{"Hosts rendered", countText, `hosts{result="rendered"}`, "Hosts of the last run, by what became of them.", func(r Run) float64 { return float64(r.Rendered) }},
	{"Unchanged", countText, `hosts{result="unchanged"}`, "", func(r Run) float64 { return float64(r.Unchanged) }},
	{"Failed", countText, `hosts{result="failed"}`, "", func(r Run) float64 { return float64(r.Failed) }},
	{"Documents read", countText, "documents", "Documents that the last run read.", func(r Run) float64 { return float64(r.Documents) }},
	{"Files written", countText, "written_files", "Files that the last run wrote.", func(r Run) float64 { return float64(r.Files) }},
	{"Bytes written", bytesText, "written_bytes", "Bytes that the last run wrote.", func(r Run) float64 { return float64(r.Bytes) }},
	{"Processor time", formatSeconds, "cpu_seconds", "Processor time of the last run, user and system.", func(r Run) float64 { return r.CPU }},
	{"Took", formatSeconds, "wall_seconds", "How long the last run took.", func(r Run) float64 { return r.Wall }},
	{"Memory at most", bytesText, "peak_memory_bytes", "The most memory that the last run had.", func(r Run) float64 { return float64(r.Memory) }},
}

func countText(v float64) string { return format(v, metric.Count) }

func bytesText(v float64) string { return format(v, metric.Bytes) }

// facts returns what the page says about the run.
func (r Run) facts() (list []page.Fact) {
	for _, f := range figures {
		if v := f.of(r); f.label != "" && (v > 0 || f.metric != "peak_memory_bytes") {
			list = append(list, page.Fact{Label: f.label, Value: f.text(v)})
		}
	}
	return list
}

// metrics returns the run in Prometheus' text format, version 0.0.4.
func (r Run) metrics() []byte {
	var b bytes.Buffer
	for _, f := range figures {
		if f.help != "" {
			name, _, _ := strings.Cut(f.metric, "{")
			fmt.Fprintf(&b, "# HELP psmonitor_run_%s %s\n# TYPE psmonitor_run_%s gauge\n", name, f.help, name)
		}
		fmt.Fprintf(&b, "psmonitor_run_%s %s\n", f.metric, strconv.FormatFloat(f.of(r), 'g', -1, 64))
	}
	return b.Bytes()
}
