//go:build linux

package sampler

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func TestUnusableStateIsMeasuredOverOneSecond(t *testing.T) {
	year := 365 * 24 * time.Hour
	for name, change := range map[string]func(r *recording, last *State){
		"first run":                 func(r *recording, last *State) { *last = State{} },
		"reboot":                    func(r *recording, last *State) { r.now.Up = time.Minute },
		"reboot, up for longer":     func(r *recording, last *State) { r.now.Up += time.Hour },
		"state of another host":     func(r *recording, last *State) { last.Host = "example02" },
		"clock a year ahead":        func(r *recording, last *State) { r.now.Wall = r.now.Wall.Add(year) },
		"clock a year behind":       func(r *recording, last *State) { r.now.Wall = r.now.Wall.Add(-year) },
		"state from last week":      func(r *recording, last *State) { r.pass(7 * 24 * time.Hour) },
		"cpu counters were reset":   func(r *recording, last *State) { last.Counters["cpu user"] *= 10 },
		"a cpu counter was unknown": func(r *recording, last *State) { delete(last.Counters, "cpu steal") },
		"state without counters":    func(r *recording, last *State) { last.Counters = nil },
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, "many")
			last := r.first(t)
			r.pass(300 * time.Second)
			change(r, &last)
			r.onWait = func() { r.show("after") } // the difference of the recordings happens in one second
			sample, next, err := r.host(Filters{}).Sample(r.context(), last)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]time.Duration{time.Second}, r.waited); diff != "" {
				t.Errorf("waited (-want +got):\n%s", diff)
			}
			if sample.Interval != time.Second || !sample.Date.Equal(r.now.Wall) {
				t.Errorf("sample of %v over %v, want %v and 1s", sample.Date, sample.Interval, r.now.Wall)
			}
			doc := checked(t, sample)
			want(t, doc, "cpu.user", 30.)
			want(t, doc, "net", bson.A{iface("bond0", 600, 900, 0, 0), iface("bond0.42", 300, 300, 0, 0), iface("eth0", 3e8, 6e7, 30, 15)})
			if r.log.Len() > 0 {
				t.Errorf("logged: %s", r.log.String())
			}
			if reason := next.unusable("example01", r.now); reason != "" {
				t.Errorf("the next state is unusable: %s", reason)
			}
		})
	}
}

func TestSecondSampleWaitsForRestOfSecond(t *testing.T) {
	r := record(t, "many")
	last := r.first(t)
	r.pass(20 * time.Millisecond)
	r.onWait = func() { r.show("after") }
	sample, _, err := r.host(Filters{}).Sample(r.context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{980 * time.Millisecond}, r.waited); diff != "" {
		t.Errorf("waited (-want +got):\n%s", diff)
	}
	if sample.Interval != time.Second {
		t.Errorf("the interval is %v, want 1s", sample.Interval)
	}
	want(t, checked(t, sample), "cpu.user", 30.)
}

func TestNewDeviceHasRatesInSecondSample(t *testing.T) {
	r := record(t, "many")
	last := r.first(t)
	r.pass(300 * time.Second)
	r.show("after")
	host := r.host(Filters{DiskIO: Filter{Include: []string{"sd?"}}})
	first, last, err := host.Sample(r.context(), last)
	if err != nil {
		t.Fatal(err)
	}
	want(t, checked(t, first), "diskio", bson.A{})
	for name := range last.Counters {
		if strings.HasPrefix(name, "cpu ") {
			last.Counters[name] /= 2 // there is no third recording, so let the CPU times increase
		}
	}
	r.pass(300 * time.Second)
	second, _, err := host.Sample(r.context(), last)
	if err != nil {
		t.Fatal(err)
	}
	want(t, checked(t, second), "diskio", bson.A{device("sda", 0, 0, 0, 0, 0), device("sdc", 0, 0, 0, 0, 0)})
}

func TestBootTimeStaysWhileClockIsSlewed(t *testing.T) {
	r := record(t, "many")
	last := r.first(t)
	boot := last.Boot
	for range 10 {
		r.pass(300 * time.Second)
		r.now.Wall = r.now.Wall.Add(800 * time.Millisecond)
		if reason := last.unusable("example01", r.now); reason != "" {
			t.Fatal(reason)
		}
		last = last.nextState("example01", r.now)
	}
	if !last.Boot.Equal(boot) {
		t.Errorf("boot moved from %v to %v", boot, last.Boot)
	}
}

// TestDelayedFamilyUsesItsOwnInterval has a family that hangs for 300 s. The rates of the next ones are still per second.
func TestDelayedFamilyUsesItsOwnInterval(t *testing.T) {
	r := record(t, "many")
	host := r.host(Filters{})
	last := r.first(t)
	r.pass(300 * time.Second)
	r.show("after")
	hang := metric.Family{Name: "hang", Read: func(context.Context, *metric.Counters) (bson.D, error) {
		r.pass(300 * time.Second)
		return nil, nil
	}}
	host.Families = append([]metric.Family{hang}, host.Families...)
	sample, _, err := host.Sample(r.context(), last)
	if err != nil {
		t.Fatal(err)
	}
	want(t, checked(t, sample), "net", bson.A{iface("bond0", 1, 1.5, 0, 0), iface("bond0.42", .5, .5, 0, 0), iface("eth0", 5e5, 1e5, .05, .025)})
}
