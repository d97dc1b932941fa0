package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
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
	Documents int       `json:"documents"` // read
	Files     int64     `json:"files"`     // written, of all kinds
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
	p.Caption = "The last " + plural(len(p.Runs), "run")
	return p
}

// facts returns what the page says about the run.
func (r Run) facts() []page.Fact {
	count := func(n int64) string { return format(float64(n), metric.Count) }
	list := []page.Fact{
		{Label: "Hosts rendered", Value: count(int64(r.Rendered))}, {Label: "Unchanged", Value: count(int64(r.Unchanged))},
		{Label: "Failed", Value: count(int64(r.Failed))}, {Label: "Documents read", Value: count(int64(r.Documents))},
		{Label: "Files written", Value: count(r.Files)}, {Label: "Bytes written", Value: format(float64(r.Bytes), metric.Bytes)},
		{Label: "Processor time", Value: formatSeconds(r.CPU)}, {Label: "Took", Value: formatSeconds(r.Wall)},
	}
	if r.Memory > 0 {
		list = append(list, page.Fact{Label: "Memory at most", Value: format(float64(r.Memory), metric.Bytes)})
	}
	return list
}

// metrics returns the run in Prometheus' text format, version 0.0.4.
func (r Run) metrics() []byte {
	var b bytes.Buffer
	gauge := func(name, help string, v float64, label string) {
		if help != "" {
			fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
		}
		fmt.Fprintf(&b, "%s%s %s\n", name, label, strconv.FormatFloat(v, 'g', -1, 64))
	}
	gauge("psmonitor_run_timestamp_seconds", "When the last run of render began.", float64(r.At.UnixMilli())/1000, "")
	gauge("psmonitor_run_hosts", "Hosts of the last run, by what became of them.", float64(r.Rendered), `{result="rendered"}`)
	gauge("psmonitor_run_hosts", "", float64(r.Unchanged), `{result="unchanged"}`)
	gauge("psmonitor_run_hosts", "", float64(r.Failed), `{result="failed"}`)
	gauge("psmonitor_run_documents", "Documents that the last run read.", float64(r.Documents), "")
	gauge("psmonitor_run_written_files", "Files that the last run wrote.", float64(r.Files), "")
	gauge("psmonitor_run_written_bytes", "Bytes that the last run wrote.", float64(r.Bytes), "")
	gauge("psmonitor_run_cpu_seconds", "Processor time of the last run, user and system.", r.CPU, "")
	gauge("psmonitor_run_wall_seconds", "How long the last run took.", r.Wall, "")
	gauge("psmonitor_run_peak_memory_bytes", "The most memory that the last run had.", float64(r.Memory), "")
	return b.Bytes()
}
