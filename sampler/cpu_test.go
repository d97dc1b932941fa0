package sampler

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func TestPercentages(t *testing.T) {
	fields := func(user, idle, iowait float64) bson.D {
		return bson.D{{Key: "cpu", Value: bson.D{{Key: "user", Value: user}, {Key: "idle", Value: idle}, {Key: "iowait", Value: iowait}}}}
	}
	for name, test := range map[string]struct {
		before, after [3]float64
		want          bson.D
		err           error
	}{
		"all increase":                      {[3]float64{100, 1000, 10}, [3]float64{130, 1060, 20}, fields(30, 60, 10), nil},
		"iowait decreases a little":         {[3]float64{100, 1000, 10}, [3]float64{130, 1070, 9.5}, fields(30, 70, 0), nil},
		"only idle increases":               {[3]float64{100, 1000, 10}, [3]float64{100, 1060, 10}, fields(0, 100, 0), nil},
		"all are reset":                     {[3]float64{100, 1000, 10}, [3]float64{1, 10, 0}, nil, errReset},
		"some are reset, another is larger": {[3]float64{100, 1000, 10}, [3]float64{20, 1100, 10}, fields(0, 100, 0), errReset},
		"none changes":                      {[3]float64{100, 1000, 10}, [3]float64{100, 1000, 10}, nil, cmpopts.AnyError},
	} {
		t.Run(name, func(t *testing.T) {
			times := func(v [3]float64) []cpuTime { return []cpuTime{{"user", v[0]}, {"idle", v[1]}, {"iowait", v[2]}} }
			c := &metric.Counters{After: make(map[string]float64)}
			if _, err := percentages(c, times(test.before), noCPUs); !errors.Is(err, errReset) {
				t.Errorf("the first reading returns %v, want %v", err, errReset)
			}
			c = &metric.Counters{Before: c.After, After: make(map[string]float64)}
			got, err := percentages(c, times(test.after), noCPUs)
			if !cmp.Equal(test.err, err, cmpopts.EquateErrors()) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Errorf("percentages (-want +got):\n%s", diff)
			}
		})
	}
}

// noCPUs says that their number is unknown.
func noCPUs() int { return 0 }

func TestCPUTimesByOperatingSystem(t *testing.T) {
	all := cpuSeconds{user: 1, nice: 2, system: 3, idle: 4, irq: 5, iowait: 6, softirq: 7, steal: 8}
	for goos, n := range map[string]int{"linux": 8, "freebsd": 5, "openbsd": 5, "netbsd": 5, "darwin": 4, "windows": 3} {
		if times := all.kinds(goos); len(times) != n {
			t.Errorf("%s has %d kinds of time, want %d", goos, len(times), n)
		}
	}
}

// FuzzPercentages checks that each percentage is from 0 to 100, and that all add up to 100.
func FuzzPercentages(f *testing.F) {
	f.Add(1., 2., 3., 4., 5., 6.)
	f.Add(0., 0., 0., 0., 0., 1e-300)
	f.Add(1e19, 0., 1., 1e19, 1e-9, 1.)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g float64) {
		for _, v := range []float64{a, b, c, d, e, g} {
			if !(v >= 0 && v <= math.MaxUint64) {
				return // cannot occur: the kernel's counters are unsigned, and DecodeState checks them
			}
		}
		counters := &metric.Counters{Before: map[string]float64{"cpu user": a, "cpu idle": b, "cpu iowait": c}, After: make(map[string]float64)}
		got, err := percentages(counters, []cpuTime{{"user", d}, {"idle", e}, {"iowait", g}}, noCPUs)
		if len(got) == 0 {
			if err == nil {
				t.Error("neither percentages nor an error")
			}
			return
		}
		sum := 0.0
		for _, e := range got[0].Value.(bson.D) {
			share := e.Value.(float64)
			if !(share >= 0 && share <= 100.0001) {
				t.Errorf("%s is %v", e.Key, share)
			}
			sum += share
		}
		if math.Abs(sum-100) > 0.1 {
			t.Errorf("the sum is %v", sum)
		}
	})
}
