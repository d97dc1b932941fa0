package report

import (
	"math"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/sampler"
)

// hourOf returns the document of an hour, so many hours after noon, with two samples: of these loads, and of these bytes used of 100 on
// each of two disks.
func hourOf(t *testing.T, hour int, load, used [2]float64) []byte {
	t.Helper()
	var samples [][]byte
	for i := range 2 {
		disks := bson.A{
			bson.D{{Key: "mount", Value: "/"}, {Key: "total", Value: 100.0}, {Key: "used", Value: used[i]}, {Key: "free", Value: 100 - used[i]}},
			bson.D{{Key: "mount", Value: "/var"}, {Key: "total", Value: 100.0}, {Key: "used", Value: 1.0}, {Key: "free", Value: 99.0}}}
		samples = append(samples, marshal(t, bson.D{{Key: "date", Value: at(60*hour + 10 + 5*i)}, {Key: "load", Value: bson.D{{Key: "m1", Value: load[i]}}},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: 1000.0}, {Key: "available", Value: 1000 - 10*used[i]}}}, {Key: "disks", Value: disks}}))
	}
	doc, _, err := rollup.NewFields(sampler.Families(sampler.Filters{})).Roll(rollup.Hours, "a", at(60*hour), samples, 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// historyOf returns the report of documents.
func historyOf(t *testing.T, docs ...[]byte) *Host {
	t.Helper()
	c := NewHistory(NewLayout(sampler.Families(sampler.Filters{})), rollup.Hours)
	for _, doc := range docs {
		if err := c.Add(doc); err != nil {
			t.Fatal(err)
		}
	}
	return c.Host("a", at(100*60), metric.DefaultThresholds())
}

// lineOf returns a line of a chart.
func lineOf(t *testing.T, h *Host, chart, name string) Series {
	t.Helper()
	for _, c := range h.Charts {
		if i := slices.IndexFunc(c.Series, func(s Series) bool { return c.ID == chart && s.Name == name }); i >= 0 {
			return c.Series[i]
		}
	}
	t.Fatalf("no line %s in chart %s", name, chart)
	return Series{}
}

func TestHistoryHasMeansAndExtremesOfEachHour(t *testing.T) {
	docs := [][]byte{
		hourOf(t, 0, [2]float64{1, 3}, [2]float64{40, 50}), hourOf(t, 1, [2]float64{2, 2}, [2]float64{50, 60}), hourOf(t, 3, [2]float64{9, 1}, [2]float64{60, 70})}
	rand.New(rand.NewSource(1)).Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	h := historyOf(t, docs...)
	if diff := cmp.Diff([]int64{at(0).UnixMilli(), at(60).UnixMilli(), at(180).UnixMilli()}, h.Times); diff != "" {
		t.Errorf("times (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]Interval{{at(90).UnixMilli(), at(150).UnixMilli()}}, h.Gaps); diff != "" || h.Missing != 1 || h.Cadence != 3_600_000 {
		t.Errorf("%d missing, cadence %d, gaps (-want +got)\n%s", h.Missing, h.Cadence, diff)
	}
	for _, want := range []struct {
		chart, name       string
		values, low, high []float64
	}{
		{"load", "1 min", []float64{2, 2, 5}, []float64{1, 2, 1}, []float64{3, 2, 9}},
		{"disks", "/", []float64{45, 55, 65}, []float64{40, 50, 60}, []float64{50, 60, 70}},
		{"memory", "unavailable", []float64{450, 550, 650}, []float64{400, 500, 600}, []float64{500, 600, 700}}, // is high where what is available is low
	} {
		s := lineOf(t, h, want.chart, want.name)
		if diff := cmp.Diff([][]float64{want.values, want.low, want.high}, [][]float64{s.Values, s.Low, s.High}, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s %s: values, low and high (-want +got)\n%s", want.chart, want.name, diff)
		}
	}
	s := lineOf(t, h, "load", "1 min").Stats
	if s.Min != 1 || s.Max != 9 || s.Avg != 3 || s.Now != 5 {
		t.Errorf("statistics %+v: want the extremes of all samples, and the mean of all hours", s)
	}
}

func TestHistoryLeavesOutWhatIsBeyondItsWindow(t *testing.T) {
	load := func(hour int) []byte {
		return marshal(t, bson.D{{Key: "date", Value: at(60 * hour)}, {Key: "load", Value: bson.D{{Key: "m1", Value: float64(hour)}}}})
	}
	h := historyOf(t, load(200), load(0), load(10), load(10), load(10-rollup.Hours.Slots), load(11-rollup.Hours.Slots)) // the first one is in the future
	if diff := cmp.Diff([]float64{float64(11 - rollup.Hours.Slots), 0, 10}, lineOf(t, h, "load", "1 min").Values); diff != "" {
		t.Errorf("values (-want +got)\n%s", diff)
	}
}

func TestHistoryReadsWhateverComes(t *testing.T) {
	head := bson.D{{Key: "date", Value: at(0)}, {Key: "load", Value: bson.D{{Key: "m1", Value: 5.0}}}}
	for name, more := range map[string]bson.D{
		"no extremes":             nil,
		"empty extremes":          {{Key: "min", Value: bson.D{}}, {Key: "max", Value: bson.D{}}},
		"extremes of other types": {{Key: "min", Value: 1}, {Key: "max", Value: bson.A{}}},
		"extremes on wrong sides": {{Key: "min", Value: bson.D{{Key: "load", Value: bson.D{{Key: "m1", Value: 7.0}}}}}},
		"dates of their own":      {{Key: "max", Value: bson.D{{Key: "date", Value: at(900)}}}},
	} {
		s := lineOf(t, historyOf(t, []byte("junk"), marshal(t, append(slices.Clone(head), more...)), marshal(t, bson.D{{Key: "min", Value: bson.D{}}})), "load", "1 min")
		if len(s.Values) != 1 || s.Low[0] != 5 || !(s.High[0] >= 5) || math.IsInf(s.Stats.Max, 0) {
			t.Errorf("%s: low %v, values %v, high %v", name, s.Low, s.Values, s.High)
		}
	}
	if h := historyOf(t); h != nil {
		t.Errorf("without documents: %+v", h)
	}
}
