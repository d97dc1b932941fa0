//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/config"
	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/history"
)

// hourBegin is when the hour of BenchmarkRunsOfAnHour begins.
var hourBegin = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	hourHosts   = 1000
	hourSources = 42 // hosts of the made-up fleet; the others are copies of these
	runEvery    = 5 * time.Minute
)

// BenchmarkRunsOfAnHour renders a fleet each five minutes for an hour, with new samples of all hosts in each run: without history; with
// a history whose hours have changed; and with one of which the days of every sixth host have changed too, as in each of the six hours
// after midnight UTC. Its results are ms of CPU time of a host and run: the mean of the runs, and the dearest one. DESIGN.md allows that to be
// 1.6 times the mean without history.
func BenchmarkRunsOfAnHour(b *testing.B) {
	dir := b.TempDir()
	source := hourConfig(filepath.Join(dir, "source"))
	names := fillSource(b, source)
	for _, of := range []struct {
		name  string
		spans []rollup.Span
		days  int // of how many of six hosts the days have changed
	}{
		{"no-history", nil, 0}, {"hours", []rollup.Span{rollup.Hours, rollup.Days}, 0}, {"hours-and-days", []rollup.Span{rollup.Hours, rollup.Days}, 1},
	} {
		b.Run(of.name, func(b *testing.B) {
			c := hourConfig(filepath.Join(dir, of.name))
			defer os.RemoveAll(filepath.Join(dir, of.name))
			hosts := copyHosts(b, source, c, names, of.spans)
			for b.Loop() {
				for _, name := range names {
					changeHistory(b, source, name, 2*time.Hour, rollup.Hours, rollup.Days)
				}
				renderAt(b, c, hourBegin.Add(-time.Minute))
				for i, name := range names {
					changeHistory(b, source, name, time.Hour, rollup.Hours)
					if i%6 < of.days {
						changeHistory(b, source, name, time.Hour, rollup.Days)
					}
				}
				var sum, dearest time.Duration
				const runs = int(time.Hour / runEvery)
				for run := range runs {
					at := hourBegin.Add(time.Duration(run) * runEvery)
					sampleAll(b, c, hosts, at)
					cpu := renderAt(b, c, at.Add(2*time.Minute))
					sum, dearest = sum+cpu, max(dearest, cpu)
				}
				b.ReportMetric(float64(sum.Microseconds())/1000/float64(runs*hourHosts), "mean-ms")
				b.ReportMetric(float64(dearest.Microseconds())/1000/hourHosts, "dearest-ms")
			}
		})
	}
}

func hourConfig(dir string) config.Config {
	return config.Config{Settings: config.Settings{
		Stores: config.Stores{fileURL(filepath.Join(dir, "store"))}, Out: filepath.Join(dir, "site"), JSON: true,
		Every: config.Duration{Duration: runEvery}, Keep: config.Duration{Duration: 48 * time.Hour},
	}, OutIsDefault: true}
}

// storePath returns the path of a file in a configuration's store.
func storePath(c config.Config, name ...string) string {
	return filepath.Join(append([]string{filepath.Dir(c.Out), "store"}, name...)...)
}

// fillSource makes a fleet with all its history, and returns its hosts.
func fillSource(b *testing.B, c config.Config) []string {
	b.Helper()
	st, err := openWithin(b.Context(), time.Minute, c)
	if err != nil {
		b.Fatal(err)
	}
	fleet := demo.New(1, hourSources, hourBegin.Add(-time.Minute), runEvery, 48*time.Hour)
	err = fleet.Fill(b.Context(), st, time.Minute, 1100*24*time.Hour, func(host string) error {
		_, err := historyMaker(c).Make(b.Context(), st, host, history.Position{})
		return err
	})
	if err = errors.Join(err, store.Close(st)); err != nil {
		b.Fatal(err)
	}
	return fleet.Hosts()
}

// copyHosts makes the fleet of copies, and returns its hosts. History is never written, so its files are linked.
func copyHosts(b *testing.B, from, to config.Config, names []string, spans []rollup.Span) (hosts []string) {
	b.Helper()
	for _, name := range []string{"", rollup.Hours.Name, rollup.Days.Name} {
		if err := os.MkdirAll(storePath(to, name), 0o750); err != nil {
			b.Fatal(err)
		}
	}
	for i := range hourHosts {
		of, name := metric.FileName(names[i%hourSources])+".bson", fmt.Sprintf("host-%04d", i)
		samples, err := os.ReadFile(storePath(from, of))
		if err == nil {
			err = os.WriteFile(storePath(to, name+".bson"), samples, 0o640)
		}
		for _, span := range spans {
			if _, missing := os.Stat(storePath(from, span.Name, of)); missing == nil {
				err = errors.Join(err, os.Link(storePath(from, span.Name, of), storePath(to, span.Name, name+".bson")))
			}
		}
		if err != nil {
			b.Fatal(err)
		}
		hosts = append(hosts, name)
	}
	return hosts
}

// changeHistory makes the hours or days of a host and its copies look changed, that long ago: a file that has just been changed has no
// stamp.
func changeHistory(b *testing.B, c config.Config, name string, ago time.Duration, spans ...rollup.Span) {
	b.Helper()
	at := time.Now().Add(-ago)
	for _, span := range spans {
		if err := os.Chtimes(storePath(c, span.Name, metric.FileName(name)+".bson"), at, at); err != nil && !errors.Is(err, os.ErrNotExist) {
			b.Fatal(err)
		}
	}
}

// sampleAll stores a sample of each host: its newest one again, at that time.
func sampleAll(b *testing.B, c config.Config, hosts []string, at time.Time) {
	b.Helper()
	st, err := openWithin(b.Context(), time.Minute, c)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = store.Close(st) }()
	for _, host := range hosts {
		var next bson.D
		if _, err := st.Newest(b.Context(), host, 1, func(doc []byte) error { return bson.Unmarshal(doc, &next) }); err != nil {
			b.Fatal(err)
		}
		for i := range next {
			switch next[i].Key {
			case "_id":
				next[i].Value = primitive.NewObjectIDFromTimestamp(at)
			case "date":
				next[i].Value = at
			}
		}
		doc, err := bson.Marshal(next)
		if err == nil {
			err = st.Append(b.Context(), host, doc)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// renderAt renders at that time and returns the CPU time of it.
func renderAt(b *testing.B, c config.Config, now time.Time) time.Duration {
	b.Helper()
	runtime.GC()
	before, _ := processUsage()
	r := renderRun{config: c, timeout: time.Minute, jobs: 2, log: slog.New(slog.DiscardHandler), app: app{stderr: io.Discard}, now: now}
	if err := r.run(b.Context()); err != nil {
		b.Fatal(err)
	}
	after, _ := processUsage()
	return after - before
}
