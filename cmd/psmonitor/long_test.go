package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
	"psmonitor/sampler/agent"
	"psmonitor/store/history"
)

// daysVariable is the environment variable for how many days TestDaysOfSamples lasts.
const daysVariable = "PSMONITOR_TEST_DAYS"

// longBegin is when TestDaysOfSamples begins: within an hour and within a day.
var longBegin = time.Date(2026, 11, 20, 9, 17, 0, 0, time.UTC)

// longHost is the host that the test samples.
const longHost = "example01"

// madeUp are the families of a machine whose values depend on the time only: gauges and rates, a share, and a disk that comes and goes.
func madeUp(at time.Time) []metric.Family {
	minutes := at.Sub(longBegin).Minutes()
	wave := func(length, high float64) float64 { return high * (1 + math.Sin(minutes/length)) / 2 }
	disks := bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: int64(wave(500, 1e9))}, {Key: "free", Value: int64(2e9 - wave(700, 1e9))}}}
	if int(minutes/190)%2 == 0 {
		disks = append(disks, bson.D{{Key: "mount", Value: "/mnt/a b"}, {Key: "used", Value: int64(minutes)}, {Key: "free", Value: int64(100)}})
	}
	read := func(context.Context, *metric.Counters) (bson.D, error) {
		return bson.D{{Key: "cpu", Value: bson.D{{Key: "user", Value: wave(33, 100)}}}, {Key: "phymem", Value: bson.D{{Key: "used", Value: int64(wave(90, 8e9))}}},
			{Key: "disks", Value: disks}}, nil
	}
	return []metric.Family{{Name: "made up", Read: read, Charts: []metric.Chart{
		{ID: "cpu", Unit: metric.Percent, Lines: []metric.Line{{Field: "cpu.user"}}},
		{ID: "memory", Unit: metric.Bytes, Lines: []metric.Line{{Field: "phymem.used"}}},
		{ID: "disks", Unit: metric.Percent, Each: metric.Each{Array: "disks", Key: "mount"}, Lines: []metric.Line{{Field: "used", Of: []string{"used", "free"}}}},
	}}}
}

// nowhere is a store that cannot be reached.
const nowhere = "file:///dev/null/store"

// writer is one of the programs that sample the machine, each with a state folder of its own.
type writer struct {
	store, state string
}

// sample takes one sample at a wall time and a time since boot, and delivers it.
func (w writer) sample(ctx context.Context, at time.Time, up time.Duration) error {
	families := madeUp(at)
	a := agent.Agent{
		Host: sampler.Host{Name: longHost, Families: families, Clock: func() (sampler.Moment, error) { return sampler.Moment{Wall: at, Up: up}, nil },
			Wait: func(_ context.Context, d time.Duration) error { at, up = at.Add(d), up+d; return nil }},
		Store: w.store, State: w.state, Max: 2 * 48 * 12, Timeout: time.Minute, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler),
		History: history.Maker{Families: families, Keep: 48 * time.Hour, Every: 5 * time.Minute},
	}
	return a.Sample(ctx)
}

// longSample is a program that takes one sample: STORE STATE TIME UP, the times in nanoseconds. TestDaysOfSamples kills it.
func longSample() {
	at, err := strconv.ParseInt(os.Args[3], 10, 64)
	up, err2 := strconv.ParseInt(os.Args[4], 10, 64)
	if err = errors.Join(err, err2); err == nil {
		err = writer{os.Args[1], os.Args[2]}.sample(context.Background(), time.Unix(0, at).UTC(), time.Duration(up))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// killed begins to sample in a process of its own and kills it after a while, wherever it is then.
func (w writer) killed(t *testing.T, at time.Time, up time.Duration, after time.Duration) {
	t.Helper()
	program, err := exec.LookPath("longsample")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, w.store, w.state, strconv.FormatInt(at.UnixNano(), 10), strconv.FormatInt(int64(up), 10))
	var output strings.Builder
	cmd.Stderr = &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if cmd.Process.Kill(); cmd.Wait() != nil && output.Len() > 0 && w.store != nowhere {
		t.Errorf("the sample of %v: %s", at, output.String())
	}
}

// longDay are the events of the test, by the minutes after its begin. Each is once, however many days there are.
var longDay = struct{ outage, late, reboot, sleep, ahead, back [2]int }{
	outage: [2]int{5 * 60, 10 * 60},     // the first writer's store is away
	late:   [2]int{20 * 60, 37*60 + 10}, // the second one's
	reboot: [2]int{41 * 60, 41*60 + 10}, // the machine boots
	sleep:  [2]int{50*60 + 20, 53 * 60}, // it sleeps
	ahead:  [2]int{60 * 60, 60*60 + 30}, // its clock is three hours ahead
	back:   [2]int{70 * 60, 70*60 + 45}, // its clock is 25 minutes slow
}

func during(event [2]int, minute int) bool { return minute >= event[0] && minute < event[1] }

// TestDaysOfSamples samples a machine for days, every five minutes by one writer and every quarter of an hour by another one, with all that
// happens to machines; each tenth run is killed. Every hour and every day must have the means and extremes of all samples that
// were ever stored, none be missing, and none be there twice.
func TestDaysOfSamples(t *testing.T) {
	days := 4
	if text := os.Getenv(daysVariable); text != "" {
		var err error
		if days, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", daysVariable, err)
		}
	}
	dir := t.TempDir()
	storeURL := fileURL(filepath.Join(dir, "store"))
	all := newLongSamples(t, storeURL)
	random := rand.New(rand.NewPCG(1, 2))
	boot := longBegin.Add(-9 * 24 * time.Hour)
	for minute, runs := 0, 0; minute <= days*24*60; minute += 5 {
		at := longBegin.Add(time.Duration(minute)*time.Minute + time.Duration(random.IntN(30_000))*time.Millisecond)
		if during(longDay.reboot, minute) {
			boot = at.Add(-time.Minute)
		}
		if during(longDay.sleep, minute) {
			continue
		}
		up := at.Sub(boot)
		if during(longDay.ahead, minute) {
			at = at.Add(3 * time.Hour)
		}
		if during(longDay.back, minute) {
			at = at.Add(-25 * time.Minute)
		}
		first := writer{storeURL, filepath.Join(dir, "first")}
		if during(longDay.outage, minute) {
			first.store = nowhere
		}
		second := writer{storeURL, filepath.Join(dir, "second")}
		if during(longDay.late, minute) {
			second.store = nowhere
		}
		var both sync.WaitGroup
		if minute%15 == 0 {
			both.Go(func() { wantSampled(t, second, at.Add(7*time.Millisecond), up+7*time.Millisecond) })
		}
		if runs++; runs%10 == 0 && minute < days*24*60 {
			first.killed(t, at, up, time.Duration(5+random.IntN(60))*time.Millisecond)
		} else {
			wantSampled(t, first, at, up)
		}
		both.Wait()
		all.read(t)
	}
	all.check(t)
}

// wantSampled takes a sample. It fails only if its store is nowhere.
func wantSampled(t *testing.T, w writer, at time.Time, up time.Duration) {
	t.Helper()
	if err := w.sample(t.Context(), at, up); (err != nil) != (w.store == nowhere) {
		t.Errorf("the sample of %v into %s: %v", at, w.store, err)
	}
}
