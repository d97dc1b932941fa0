package report

import (
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// disks is a document with file systems, by mount the percentage used.
func disks(minutes int, used map[string]float64) bson.D {
	var list bson.A
	for _, mount := range []string{"/", "/var", "/srv", "/media/usb"} {
		if v, there := used[mount]; there {
			list = append(list, bson.D{{Key: "mount", Value: mount}, {Key: "used", Value: v}, {Key: "free", Value: 100 - v}})
		}
	}
	return bson.D{{Key: "date", Value: at(minutes)}, {Key: "load", Value: bson.D{{Key: "m1", Value: 0.1}}}, {Key: "disks", Value: list}}
}

// course of /var in samples of five minutes.
func varUsed(values ...float64) (docs []any) {
	for i, v := range values {
		docs = append(docs, disks(5*i, map[string]float64{"/var": v}))
	}
	return docs
}

func TestChangesAreReplayed(t *testing.T) {
	for name, c := range map[string]struct {
		docs  []any
		late  int // minutes from the newest sample to now
		state State
		since int // 0: not known
		want  []Change
	}{
		"all is well":             {docs: varUsed(10, 10, 10, 10)},
		"as long as can be known": {docs: varUsed(90, 90, 90, 90), state: Warning},
		"it began": {docs: varUsed(10, 90, 91, 92, 93), state: Warning, since: 15, want: []Change{
			{At: ms(15), State: Warning, Reasons: []string{"/var 92 % used"}}}},
		"it began and ended": {docs: varUsed(10, 90, 90, 90, 70), since: 20, want: []Change{
			{At: ms(15), State: Warning, Reasons: []string{"/var 90 % used"}}, {At: ms(20), State: OK, Reasons: []string{"/var 90 % used"}}}},
		"worse and worse": {docs: varUsed(10, 90, 90, 96, 96, 96), state: Critical, since: 25, want: []Change{
			{At: ms(15), State: Warning, Reasons: []string{"/var 96 % used"}}, {At: ms(25), State: Critical, Reasons: []string{"/var 96 % used"}}}},
		"a flutter is none": {docs: varUsed(10, 90, 10, 90, 90, 10)},
		"silence comes last": {docs: varUsed(10, 90, 90, 90), late: 16, state: Silent, since: 15, want: []Change{
			{At: ms(15), State: Warning, Reasons: []string{"/var 90 % used"}}, {At: ms(15) + 1, State: Silent, Reasons: []string{"no new samples", "/var 90 % used"}}}},
		"a disk that is gone": {docs: append(varUsed(90, 90), disks(10, nil), disks(15, nil), disks(20, nil)), since: 20, want: []Change{
			{At: ms(20), State: OK, Reasons: []string{"/var 90 % used"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			h := decode(t, c.docs...).Host("example01", at(5*(len(c.docs)-1)+c.late), metric.DefaultThresholds())
			if diff := cmp.Diff(c.want, h.Changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			since := int64(0)
			if c.since > 0 {
				since = ms(c.since)
			}
			if c.state == Silent {
				since++ // right after the last sample
			}
			if h.State != c.state || h.Since != since {
				t.Errorf("%v since %v, want %v since %v", h.State, time.UnixMilli(h.Since).UTC(), c.state, time.UnixMilli(since).UTC())
			}
		})
	}
}

func TestAMissingValueIsNoEnd(t *testing.T) {
	docs := append(varUsed(90, 90, 91), disks(15, nil))
	h := decode(t, docs...).Host("example01", at(15), metric.DefaultThresholds())
	want := []Reason{{State: Warning, Kind: "disk", Element: "/var", Text: "/var 91 % used", Rule: "warning from 85 % used", Chart: "disks"}}
	if diff := cmp.Diff(want, h.Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}

// filling returns two days of samples of which each mount's percentage grows by some points a day to what it is now.
func filling(mounts map[string][2]float64) (docs []any) {
	for i := range Window {
		used := map[string]float64{}
		for mount, m := range mounts {
			used[mount] = m[0] - m[1]*float64(Window-1-i)/288
		}
		docs = append(docs, disks(5*i, used))
	}
	return docs
}

func TestForecastsAreReasons(t *testing.T) {
	newest := 5 * (Window - 1)
	for name, c := range map[string]struct {
		mounts map[string][2]float64 // now, and points a day
		levels metric.Level
		want   []string
	}{
		"beyond a level and filling": {map[string][2]float64{"/var": {93, 7. / 3}}, metric.Level{Warning: 168, Critical: 24}, []string{"warning: /var 93 % used, full in 3 days"}},
		"the forecast is worse":      {map[string][2]float64{"/var": {88, 18}}, metric.Level{Warning: 168, Critical: 24}, []string{"critical: /var 88 % used, full in 16 hours"}},
		"the value is worse":         {map[string][2]float64{"/var": {99, 0.3}}, metric.Level{Warning: 168, Critical: 24}, []string{"critical: /var 99 % used, full in 3 days"}},
		"filling only":               {map[string][2]float64{"/var": {76, 30}}, metric.Level{Warning: 168, Critical: 24}, []string{"critical: /var full in 19 hours"}},
		"far from full":              {map[string][2]float64{"/var": {60, 3}}, metric.Level{Warning: 168, Critical: 24}, nil},
		"other levels":               {map[string][2]float64{"/var": {60, 3}}, metric.Level{Warning: 400, Critical: 24}, []string{"warning: /var full in 13 days"}},
		"switched off":               {map[string][2]float64{"/var": {76, 30}}, metric.Level{}, nil},
		"the worst first": {map[string][2]float64{"/": {90, 0}, "/var": {76, 30}, "/srv": {70, 10}}, metric.Level{Warning: 168, Critical: 24},
			[]string{"critical: /var full in 19 hours", "warning: / 90 % used", "warning: /srv full in 3 days"}},
	} {
		t.Run(name, func(t *testing.T) {
			thresholds := metric.DefaultThresholds()
			thresholds.Changes = changes(map[string]metric.Level{"full": c.levels})
			checkReasons(t, decode(t, filling(c.mounts)...).Host("example01", at(newest), thresholds), c.want)
		})
	}
}

func TestTheWorstDiskHasItsDate(t *testing.T) {
	newest := 5 * (Window - 1)
	h := decode(t, filling(map[string][2]float64{"/": {40, 12}, "/var": {93, 7. / 3}})...).Host("example01", at(newest), metric.DefaultThresholds())
	mount, used, full := h.WorstDisk()
	if left := full.Sub(at(newest)).Hours(); mount != "/var" || last(used) != 93 || left < 70 || left > 74 {
		t.Errorf("%s at %v %%, full in %.1f hours, want /var at 93 %%, 72", mount, last(used), left)
	}
	if len(h.Forecasts) != 2 || h.Forecasts[1].Subject != "/" {
		t.Errorf("forecasts %+v, want the nearest first", h.Forecasts)
	}
	h = decode(t, varUsed(50)...).Host("example01", at(0), metric.DefaultThresholds())
	if mount, used, full := h.WorstDisk(); mount != "/var" || last(used) != 50 || !full.IsZero() {
		t.Errorf("%s at %v %%, full %v, want no date", mount, last(used), full)
	}
}
