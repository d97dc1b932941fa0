package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
	"psmonitor/store/bsonfile"
	"psmonitor/test/servers"
)

// BenchmarkProcess measures whole processes, from the start to the exit: the medians of processor time (cpu-ms/op)
// and of the largest memory (MiB/op), beside a Go program that says hello, built alike. On a machine that does other
// things too, the ratios count.
func BenchmarkProcess(b *testing.B) {
	built, bin := b.TempDir(), b.TempDir()
	for _, program := range []string{"cmd/psmonitor", "test/hello", "test/usage"} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, "./"+program)
		build.Dir = filepath.Join("..", "..")
		if out, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	// Installed, as it were: what the linker has written lies in memory in smaller pieces, whose pages take longer to map.
	if err := os.CopyFS(bin, os.DirFS(built)); err != nil {
		b.Fatal(err)
	}
	p := processes{bin: bin}
	b.Run("hello", func(b *testing.B) { p.measure(b, nil, "hello") })
	b.Run("version", func(b *testing.B) { p.measure(b, nil, "psmonitor", "version") })
	b.Run("sample/file", func(b *testing.B) { p.sample(b, "file://"+filepath.ToSlash(b.TempDir())+"/store") })
	b.Run("sample/hour is over", func(b *testing.B) { p.sampleAfter(b, time.Hour) })
	b.Run("sample/day is over", func(b *testing.B) { p.sampleAfter(b, 24*time.Hour) })
	b.Run("sample/mongodb", func(b *testing.B) { p.sample(b, servers.Database(b, servers.FerretDB(b))) })
}

// processes are programs in a folder.
type processes struct{ bin string }

// sample measures the taking of a sample, but for the first one, whose rates need a second's wait.
func (p processes) sample(b *testing.B, store string) {
	state := b.TempDir()
	arguments := []string{"psmonitor", "sample", "-store", store, "-state", state, "-host", "example01"}
	p.run(b, arguments...)
	p.measure(b, func() { age(b, filepath.Join(state, "example01.counters")) }, arguments...)
}

// sampleAfter measures samples each of which finds that the history was made so long ago. The store is full, and has a full history.
func (p processes) sampleAfter(b *testing.B, ago time.Duration) {
	const host = "web-01.example.org"
	store, state := fileURL(filepath.Join(b.TempDir(), "store")), b.TempDir()
	p.run(b, "psmonitor", "demo", "-store", store, "-hosts", "1", "-history", "1100d", "-timeout", "1m", "-config", os.DevNull)
	arguments := []string{"psmonitor", "sample", "-store", store, "-state", state, "-host", host, "-config", os.DevNull}
	p.run(b, arguments...)
	p.measure(b, func() {
		age(b, filepath.Join(state, host+".counters"))
		if err := forgetHistory(state, host, ago); err != nil {
			b.Fatal(err)
		}
	}, arguments...)
}

// forgetHistory sets a host's memory of its history back.
func forgetHistory(state, host string, by time.Duration) error {
	f, err := folder.Open(state, folder.Options{Mode: 0o600})
	if err != nil {
		return err
	}
	defer f.Close()
	var memory bson.M
	doc, err := bsonfile.ReadSealed(f, host+".history")
	if err == nil {
		err = bson.Unmarshal(doc, &memory)
	}
	if err != nil {
		return err
	}
	memory["hour"] = memory["hour"].(primitive.DateTime).Time().Add(-by)
	if doc, err = bson.Marshal(memory); err != nil {
		return err
	}
	return bsonfile.WriteSealed(f, host+".history", doc)
}

// age makes a state two seconds older, so that the next sample need not wait.
func age(b *testing.B, file string) {
	f, err := folder.Open(filepath.Dir(file), folder.Options{Mode: 0o600})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	sealed, err := f.ReadFile(filepath.Base(file), 1<<20)
	if err != nil {
		b.Fatal(err)
	}
	last, err := sampler.DecodeState(bsonfile.Unseal(sealed))
	if err != nil {
		b.Fatal(err)
	}
	const age = 2 * time.Second
	last.Wall, last.Up = last.Wall.Add(-age), last.Up-age
	for family := range last.Read {
		last.Read[family] -= age
	}
	last.Counters["cpu idle"] -= age.Seconds()
	data, err := last.Encode()
	if err == nil {
		err = f.Replace(filepath.Base(file), bsonfile.Seal(nil, data))
	}
	if err != nil {
		b.Fatal(err)
	}
}

// measure runs a command again and again, after prepare, and reports the medians.
func (p processes) measure(b *testing.B, prepare func(), arguments ...string) {
	var cpu, peak []float64
	for b.Loop() {
		if prepare != nil {
			prepare()
		}
		ms, mib := p.run(b, arguments...)
		cpu, peak = append(cpu, ms), append(peak, mib)
	}
	b.ReportMetric(median(cpu), "cpu-ms/op")
	b.ReportMetric(median(peak), "MiB/op")
}

// run runs a command once, and returns its processor time in milliseconds and its largest memory in MiB.
func (p processes) run(b *testing.B, arguments ...string) (ms, mib float64) {
	arguments[0] = filepath.Join(p.bin, filepath.Base(arguments[0]))
	out, err := exec.Command(filepath.Join(p.bin, "usage"), arguments...).CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var user, system, wall, kib float64
	if _, err := fmt.Sscan(string(out), &user, &system, &wall, &kib); err != nil {
		b.Fatalf("%v: %q", err, out)
	}
	return (user + system) / 1000, kib / 1024
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
