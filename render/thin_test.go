package render

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/report"

	"go.mongodb.org/mongo-driver/bson"
)

// busy is a host with a sample each minute. Each part of a sample may be changed.
func busy(t testing.TB, samples int, change func(i int, d bson.M)) *report.Host {
	t.Helper()
	d := report.NewDecoder(testLayout(), samples)
	d.Span, d.Every = time.Duration(samples)*time.Minute, time.Minute
	for i := range samples {
		doc := bson.M{
			"date":   noon.Add(time.Duration(i-samples+1) * time.Minute),
			"cpu":    bson.M{"user": 20.0 + float64(i%7), "system": 5.0, "idle": 70.0},
			"phymem": bson.M{"total": int64(8 << 30), "used": int64(3 << 30)},
			"disks":  bson.A{bson.M{"mount": "/", "total": 100.0, "used": 40.0, "free": 60.0}},
			"net":    bson.A{bson.M{"interface": "eth0", "rx": 1000.0 + float64(i*37%100), "tx": 500.0}},
		}
		if change(i, doc); doc["date"] == nil {
			continue
		}
		raw, err := bson.Marshal(doc)
		if err == nil {
			err = d.Add(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return d.Host("example01", noon, metric.DefaultThresholds())
}

// pointsOf returns the times and the columns of a page, by the ids of the series.
func pointsOf(t testing.TB, h *report.Host) (shared sharedData, columns map[string][]float64) {
	t.Helper()
	points := thin(h)
	raw, err := sharedJSON(h, points, 0)
	if err == nil {
		err = json.Unmarshal(raw, &shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(shared.Time); i++ {
		shared.Time[i] += shared.Time[i-1]
	}
	columns = map[string][]float64{}
	for _, c := range h.Charts {
		for _, s := range points.chart(c).Series {
			columns[s.ID] = s.Values
		}
	}
	return shared, columns
}

// TestThinningKeepsExtremesAndGaps thins out hosts of 48 hours and of 14 days. Each line has one peak, there is a gap, and one
// disk is missing for a few minutes.
func TestThinningKeepsExtremesAndGaps(t *testing.T) {
	for name, samples := range map[string]int{"48 hours": 2880, "14 days": 20_160} {
		t.Run(name, func(t *testing.T) {
			at := samples / 3
			gap, missing := at+100, at+200 // ten minutes, and five
			h := busy(t, samples, func(i int, d bson.M) {
				switch {
				case i == at:
					d["net"].(bson.A)[0].(bson.M)["rx"] = 98_000.0
				case i == at+1:
					d["net"].(bson.A)[0].(bson.M)["rx"] = 0.0
				case i == at+3:
					d["cpu"] = bson.M{"user": 10.0, "system": 85.0, "idle": 5.0}
				case i == at+4:
					d["phymem"] = bson.M{"total": int64(8 << 30), "used": int64(7 << 30)}
				case i >= gap && i < gap+10:
					delete(d, "date")
				case i >= missing && i < missing+5:
					delete(d, "disks")
				}
			})
			shared, columns := pointsOf(t, h)
			if n := len(shared.Time); n > maxDrawn || n < maxDrawn/2 || shared.Time[n-1] != h.Last() {
				t.Errorf("%d points up to %d, want at most %d, up to %d", n, shared.Time[n-1], maxDrawn, h.Last())
			}
			newest := len(h.Times) - maxDetail
			if n := len(shared.Time); shared.Detail != h.Times[newest] || !slices.Equal(shared.Time[n-maxDetail:], h.Times[newest:]) ||
				!slices.Equal(columns["net_0"][n-maxDetail:], h.Charts[3].Series[0].Values[newest:]) {
				t.Errorf("the newest %d samples are not all shown, or not from %d on", maxDetail, shared.Detail)
			}
			if !slices.IsSorted(shared.Time) || len(slices.Compact(slices.Clone(shared.Time))) != len(shared.Time) {
				t.Error("the times do not ascend")
			}
			for _, c := range h.Charts {
				for _, s := range c.Series {
					values := columns[s.ID]
					low, high := math.Inf(1), math.Inf(-1)
					for _, v := range values {
						if !math.IsNaN(v) {
							low, high = min(low, v), max(high, v)
						}
					}
					if len(values) != len(shared.Time) || low != s.Stats.Min || high != s.Stats.Max || values[len(values)-1] != s.Stats.Now {
						t.Errorf("%s %s: %d values from %v to %v, the last %v; want %d from %v to %v, %v", c.ID, s.Name, len(values), low, high, values[len(values)-1],
							len(shared.Time), s.Stats.Min, s.Stats.Max, s.Stats.Now)
					}
				}
			}
			peak := slices.Index(columns["net_0"], 98_000.0)
			if off := shared.Time[peak] - noon.Add(time.Duration(at-samples+1)*time.Minute).UnixMilli(); max(off, -off) >= shared.Step {
				t.Errorf("the peak is off by %d ms, a bucket has %d", off, shared.Step)
			}
			for i := range shared.Time {
				if sum := columns["cpu_0"][i] + columns["cpu_1"][i]; sum > 95 {
					t.Errorf("the layers of CPU sum up to %v: they are not of one sample", sum)
				}
			}
			if len(shared.Gaps) != 1 {
				t.Fatalf("gaps %v, want one", shared.Gaps)
			}
			for _, v := range shared.Time {
				if v > shared.Gaps[0][0] && v < shared.Gaps[0][1] {
					t.Errorf("a point at %d is within the gap %v", v, shared.Gaps[0])
				}
			}
			from, to := noon.Add(time.Duration(missing-samples+1)*time.Minute).UnixMilli(), noon.Add(time.Duration(missing+5-samples+1)*time.Minute).UnixMilli()
			for i, v := range columns["disks_0"] {
				if within := shared.Time[i] >= from && shared.Time[i] < to; within != math.IsNaN(v) {
					t.Errorf("the disk is %v at %d, which is missing from %d to %d", v, shared.Time[i], from, to)
				}
			}
			if !slices.ContainsFunc(columns["disks_0"], math.IsNaN) {
				t.Error("no point shows that the disk was missing")
			}
		})
	}
}

// TestThinningIsBounded gives a host a gap at each second sample, and values that come and go.
func TestThinningIsBounded(t *testing.T) {
	h := busy(t, 20_000, func(i int, d bson.M) {
		if i%3 == 2 {
			delete(d, "date")
		}
		if i%2 == 0 {
			delete(d, "net")
		}
		if i/500%2 == 0 {
			delete(d, "disks")
		}
	})
	shared, _ := pointsOf(t, h)
	const gaps = maxDrawnGaps + maxDetail
	if len(h.Gaps) <= gaps || len(shared.Gaps) > gaps || len(shared.Time) > maxDrawn {
		t.Errorf("%d points and %d of %d gaps, want at most %d and %d", len(shared.Time), len(shared.Gaps), len(h.Gaps), maxDrawn, gaps)
	}
}

// TestFewSamplesAreNotThinned wants a point for each sample.
func TestFewSamplesAreNotThinned(t *testing.T) {
	h := busy(t, maxDrawn, func(int, bson.M) {})
	shared, columns := pointsOf(t, h)
	if !slices.Equal(shared.Time, h.Times) || shared.Step != 0 || !slices.Equal(columns["cpu_0"], h.Charts[0].Series[0].Values) {
		t.Errorf("%d points of %d samples, step %d", len(shared.Time), len(h.Times), shared.Step)
	}
}
