package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
)

// growing returns how much of /var is used, some hours after at(0), with noise that is the same each time.
func growing(perDay, begin, noise float64) func(minute int) float64 {
	return func(minute int) float64 {
		chance := rand.New(rand.NewPCG(7, uint64(minute+1<<20)))
		return begin + perDay*float64(minute)/1440 + noise*chance.NormFloat64()
	}
}

// renders renders a host again and again, and keeps between the runs what has been forecast.
type renders struct {
	used  func(minute int) float64
	keep  int // samples; 0 for Window
	kept  Predictions
	hours *Decoder // nil for no history
}

// at returns the report of a host with a sample each five minutes since a minute, as it is some minutes after at(0); of the
// documents the newest are there.
func (r *renders) at(t testing.TB, first, minutes int) *Host {
	t.Helper()
	keep := max(r.keep, Window)
	d := NewDecoder(testLayout(), keep)
	d.Span = time.Duration(keep) * Every
	for m := max(first, minutes-5*(keep-1)); m <= minutes; m += 5 {
		used := r.used(m)
		if math.IsNaN(used) { // no sample
			continue
		}
		if err := d.Add(marshal(t, disks(m, map[string]float64{"/var": min(100, used)}))); err != nil {
			t.Fatal(err)
		}
	}
	d.Kept, d.Hours = r.kept, r.hours
	h := d.Host("example01", at(minutes+1), metric.DefaultThresholds())
	r.kept = h.Predictions
	return h
}

// window returns the report of a host that was not rendered before.
func window(t testing.TB, used func(minute int) float64, first, minutes int) *Host {
	t.Helper()
	r := renders{used: used}
	return r.at(t, first, minutes)
}

// told gathers the changes that many renders tell, each named by its state and when it was; and of each state since
// when it was said to be.
type told map[string]bool

func (all told) add(h *Host) {
	for _, c := range h.Changes {
		all[fmt.Sprintf("%v at %v", c.State, time.UnixMilli(c.At).UTC().Format("02 15:04"))] = true
	}
	if h.Since != 0 {
		all[fmt.Sprintf("%v at %v", h.State, time.UnixMilli(h.Since).UTC().Format("02 15:04"))] = true
	}
}

func (all told) count(state string) (n int) {
	for c := range all {
		if strings.HasPrefix(c, state+" ") {
			n++
		}
	}
	return n
}

func TestAForecastThatComesNearIsOneChange(t *testing.T) {
	for name, c := range map[string]struct {
		perDay, now, noise float64
		first              int // minutes: of the host
	}{ // a week is left at about at(0)
		"an old host":              {3, 79, 0.2, -10000},
		"no noise":                 {3, 79, 0, -10000},
		"each sample off by 1":     {4, 72, 1, -10000},
		"a host that is a day old": {3, 79, 0.2, -1440},
		"a host of a few hours":    {24, 50, 0.2, -600},
		"a disk that fills fast":   {8, 44, 0.3, -10000},
	} {
		t.Run(name, func(t *testing.T) {
			all := told{}
			state := OK
			r := renders{used: growing(c.perDay, c.now, c.noise)}
			for minutes := -12 * 60; minutes <= 12*60; minutes += 120 {
				if minutes < c.first {
					continue
				}
				h := r.at(t, c.first, minutes)
				all.add(h)
				state = h.State
			}
			if n := all.count("warning"); n != 1 || all.count("ok") > 0 || state != Warning {
				t.Errorf("%v; now %v, want one change to warning", all, state)
			}
		})
	}
}

func TestAForecastAboutItsLevelDoesNotFlap(t *testing.T) {
	// The growth slows down so that seven days are left all the time.
	used := func(minute int) float64 {
		days := float64(minute) / 1440
		return 100 - 21*math.Exp(-days/7) + growing(0, 0, 0.15)(minute)
	}
	all := told{}
	r := renders{used: used}
	for minutes := 0; minutes <= 24*60; minutes += 60 {
		all.add(r.at(t, -10000, minutes))
	}
	if len(all) > 1 {
		t.Errorf("%v, want one change at most", all)
	}
}

func TestAForecastEndsWhenItIsTakenBack(t *testing.T) {
	used := func(minute int) float64 {
		v := growing(24, 70, 0.1)(minute)
		if minute > 22 {
			v -= 30
		}
		return v
	}
	for first, want := range map[int]string{-1000: "ok at 22 12:35", -10000: "ok at 22 13:10"} {
		all := told{}
		r := renders{used: used}
		for minutes := 10; minutes <= 5*60; minutes += 10 {
			all.add(r.at(t, first, minutes))
		}
		if !all[want] || all.count("ok") != 1 {
			t.Errorf("a clean-up after 12:22, by a host since minute %d: %v, want %s", first, all, want)
		}
	}
}

func TestSinceWhenIsSaidOnlyWhereItIsKnown(t *testing.T) {
	h := window(t, growing(3, 100-6*3, 0), -10000, 0) // the warning began a day ago
	if h.State != Warning || h.Since != 0 || h.Reasons[0].Since != 0 {
		t.Errorf("%v since %d, %+v, want a warning since nobody knows", h.State, h.Since, h.Reasons)
	}
	if held := (h.Last() - h.Held) / hour; held < 3 || held > 7 {
		t.Errorf("known for %d hours, want the few that can be judged", held)
	}
	h = window(t, growing(0, 50, 0), -10000, 0)
	if h.State != OK || h.Since != 0 || h.Held != h.Times[0] {
		t.Errorf("%v since %d, known since %d, want ok since before %d", h.State, h.Since, h.Held, h.Times[0])
	}
}

// TestStatesByForecastStayKnown has a disk that grew, and was cleaned up 20 hours ago. Each run tells the same times.
func TestStatesByForecastStayKnown(t *testing.T) {
	r := renders{used: func(minute int) float64 {
		if minute > -20*60 {
			return 40
		}
		return 70 + 6*float64(minute)/1440
	}}
	all := told{}
	for minutes := -34 * 60; minutes <= 6*60; minutes += 60 {
		all.add(r.at(t, -10000, minutes))
	}
	if h := r.at(t, -10000, 6*60); h.State != OK || h.Since != ms(-20*60+70) || len(all) != 1 {
		t.Errorf("%v since %v, %v; want ok since the hour after the clean-up", h.State, time.UnixMilli(h.Since).UTC(), all)
	}
}

func TestAnOutlookForgetsWhatIsGone(t *testing.T) {
	docs := []any{}
	for m := -10 * 60; m <= 0; m += 5 {
		used := map[string]float64{"/": 10, "/media/usb": 70 + 24*float64(m)/1440}
		if m > -15 {
			delete(used, "/media/usb")
		}
		docs = append(docs, disks(m, used))
	}
	h := decode(t, docs...).Host("example01", at(1), metric.DefaultThresholds())
	if h.State != OK || len(h.Changes) != 2 || !slices.Equal(h.Changes[1].Reasons, []string{"/media/usb full in 30 hours"}) && len(h.Changes[1].Reasons) != 1 {
		t.Errorf("%v, %+v, want a warning that ended when /media/usb went away", h.State, h.Changes)
	}
}

// TestStatesAreKeptForAsLongAsSamples fills a disk for three of fourteen days. Forecasts do not look that far back, but
// earlier runs did.
func TestStatesAreKeptForAsLongAsSamples(t *testing.T) {
	const days = 14
	r := renders{keep: days * 288, used: func(m int) float64 { return min(80, 40+40*float64(m)/(3*1440)) }}
	want := []Change{}
	for m := 1440; m <= days*1440-60; m += 720 {
		h := r.at(t, 0, m)
		if m == 4*1440 {
			want = h.Changes
		}
		if m > 4*1440 {
			if diff := cmp.Diff(want, h.Changes); diff != "" {
				t.Fatalf("minute %d (-want +got):\n%s", m, diff)
			}
		}
	}
	if len(want) != 3 || want[2].State != OK {
		t.Errorf("%+v, want a warning, a critical state and ok", want)
	}
}
