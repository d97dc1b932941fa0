package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"psmonitor/internal/metric"
)

// Run is what a run of render says about itself, so that the watcher is watched.
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
	var page bytes.Buffer
	if err := s.templates.ExecuteTemplate(&page, "run.gohtml", s.runView(past.Runs)); err != nil {
		return run, fmt.Errorf("page run.html: %w", err)
	}
	_, err = s.root.put(".", file{runsName, append(raw, '\n')}, file{"run.html", page.Bytes()}, file{"metrics.txt", run.metrics()})
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

// runView is what templates/run.gohtml shows.
type runView struct {
	page
	Last  stamp
	Facts []fact
	Runs  []runRow
}

type runRow struct {
	At        stamp
	Hosts     int // rendered and unchanged
	Rendered  int
	Failed    int
	CPU, Wall string
}

// shownRuns is how many runs the page lists.
const shownRuns = 24

func (s *Site) runView(runs []Run) runView {
	last := runs[0]
	v := runView{page: page{Title: "About the last run: psmonitor", Script: s.assets.overview, Style: s.assets.style, State: "ok", Version: s.Version},
		Last: newStamp(last.At.UnixMilli())}
	if last.Failed > 0 {
		v.State = "warning"
	}
	count := func(n int64) string { return format(float64(n), metric.Count) }
	v.Facts = []fact{
		{"Hosts rendered", count(int64(last.Rendered))}, {"Unchanged", count(int64(last.Unchanged))}, {"Failed", count(int64(last.Failed))},
		{"Documents read", count(int64(last.Documents))}, {"Files written", count(last.Files)}, {"Bytes written", format(float64(last.Bytes), metric.Bytes)},
		{"Processor time", formatSeconds(last.CPU)}, {"Took", formatSeconds(last.Wall)},
	}
	if last.Memory > 0 {
		v.Facts = append(v.Facts, fact{"Memory at most", format(float64(last.Memory), metric.Bytes)})
	}
	for _, r := range runs[:min(len(runs), shownRuns)] {
		v.Runs = append(v.Runs, runRow{newStamp(r.At.UnixMilli()), r.Rendered + r.Unchanged, r.Rendered, r.Failed, formatSeconds(r.CPU), formatSeconds(r.Wall)})
	}
	return v
}

// formatSeconds returns a length of time to three digits or so: 12.3 s, 350 ms.
func formatSeconds(seconds float64) string {
	if seconds < 1 {
		return strconv.FormatFloat(seconds*1000, 'f', 0, 64) + " ms"
	}
	return strconv.FormatFloat(seconds, 'f', 1, 64) + " s"
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
