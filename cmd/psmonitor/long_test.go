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
	"psmonitor/test/servers"
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

// longEvent is something that happens to the machine once, between two minutes after the test's begin.
type longEvent struct{ from, to int }

func (e longEvent) is(minute int) bool { return minute >= e.from && minute < e.to }

// longDays are days of a machine.
type longDays struct {
	minutes                                  int
	outage, late, reboot, sleep, ahead, back longEvent
}

// newLongDays returns days with all events in the first three of four quarters.
func newLongDays(minutes int) longDays {
	m := min(minutes, 4*24*60) / (4 * 24)
	return longDays{
		minutes: minutes,
		outage:  longEvent{5 * m, 10 * m},              // the first writer's store is away
		late:    longEvent{20 * m, 37*m + m/6},         // the second one's
		reboot:  longEvent{41 * m, 41*m + max(m/6, 5)}, // the machine boots
		sleep:   longEvent{50*m + m/3, 53 * m},         // it sleeps
		ahead:   longEvent{60 * m, 60*m + m/2},         // its clock is three hours ahead
		back:    longEvent{70 * m, 70*m + 3*m/4},       // its clock is 25 minutes slow
	}
}

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
	t.Run("files", func(t *testing.T) {
		t.Parallel() // it mostly waits for the disk
		newLongDays(days*24*60).run(t, fileURL(filepath.Join(t.TempDir(), "store")))
	})
	t.Run("MongoDB", func(t *testing.T) { // whose server is slow here: a day
		t.Parallel()
		newLongDays(26*60).run(t, servers.Database(t, servers.FerretDB(t)))
	})
}

// run samples into a store, and checks the history there.
func (d longDays) run(t *testing.T, storeURL string) {
	dir := t.TempDir()
	all := newLongSamples(t, storeURL)
	random := rand.New(rand.NewPCG(1, 2))
	boot := longBegin.Add(-9 * 24 * time.Hour)
	for minute := 0; minute <= d.minutes; minute += 5 {
		at := longBegin.Add(time.Duration(minute)*time.Minute + time.Duration(random.IntN(30_000))*time.Millisecond)
		if d.reboot.is(minute) {
			boot = at.Add(-time.Minute)
		}
		if d.sleep.is(minute) {
			continue
		}
		up := at.Sub(boot)
		switch {
		case d.ahead.is(minute):
			at = at.Add(3 * time.Hour)
		case d.back.is(minute):
			at = at.Add(-25 * time.Minute)
		}
		first, second := writer{storeURL, filepath.Join(dir, "first")}, writer{storeURL, filepath.Join(dir, "second")}
		if d.outage.is(minute) {
			first.store = nowhere
		}
		if d.late.is(minute) {
			second.store = nowhere
		}
		var both sync.WaitGroup
		if minute%15 == 0 {
			both.Go(func() { wantSampled(t, second, at.Add(7*time.Millisecond), up+7*time.Millisecond) })
		}
		if minute%50 == 45 && minute < d.minutes-60 {
			first.killed(t, at, up, time.Duration(5+random.IntN(60))*time.Millisecond)
		} else {
			wantSampled(t, first, at, up)
		}
		both.Wait()
		if minute%30 == 0 {
			all.read(t)
		}
	}
	all.read(t)
	all.check(t)
}

// wantSampled takes a sample. It fails only if its store is nowhere.
func wantSampled(t *testing.T, w writer, at time.Time, up time.Duration) {
	t.Helper()
	if err := w.sample(t.Context(), at, up); (err != nil) != (w.store == nowhere) {
		t.Errorf("the sample of %v into %s: %v", at, w.store, err)
	}
}
