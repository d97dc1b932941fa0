package rollup

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
)

var families = []metric.Family{{Name: "cpu", Charts: []metric.Chart{
	{ID: "cpu", Unit: metric.Percent, Lines: []metric.Line{{Field: "cpu.user"}}},
	{ID: "memory", Unit: metric.Bytes, Lines: []metric.Line{{Field: "phymem.used"}}, Limit: metric.Limit{Field: "phymem.total"}},
	{ID: "disks", Unit: metric.Percent, Each: metric.Each{Array: "disks", Key: "mount", Lone: "disk_root", LoneName: "/"},
		Lines: []metric.Line{{Field: "used", Of: []string{"used", "free"}}}},
	{ID: "net", Unit: metric.BytesPerSecond, Each: metric.Each{Array: "net", Key: "interface"}, Lines: []metric.Line{{Field: "rx"}}},
}}}

var ten = time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)

// sampleAt returns a sample taken so many minutes after ten.
func sampleAt(t *testing.T, minutes float64, fields ...bson.E) []byte {
	t.Helper()
	at := ten.Add(time.Duration(minutes * float64(time.Minute)))
	raw, err := bson.Marshal(append(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "server", Value: "web-01"},
		{Key: "date", Value: primitive.NewDateTimeFromTime(at)}}, fields...))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func e(key string, value any) bson.E { return bson.E{Key: key, Value: value} }

// roll returns the hour of the samples, without what every history document has.
func roll(t *testing.T, samples ...[]byte) (hour bson.M, n int) {
	t.Helper()
	raw, n, err := NewFields(families).Roll(Hours, "web-01", ten, samples, 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		return nil, 0
	}
	if err := bson.Unmarshal(raw, &hour); err != nil {
		t.Fatal(err)
	}
	return hour, n
}

func TestHourHasMeansAndExtremes(t *testing.T) {
	hour, n := roll(t,
		sampleAt(t, 5, e("interval", 300.0), e("cpu", bson.D{e("user", 10.0)}), e("phymem", bson.D{e("total", int64(100)), e("used", int64(40))}), e("uptime", 300.0)),
		sampleAt(t, 25, e("interval", 1200.0), e("cpu", bson.D{e("user", 60.0)}), e("phymem", bson.D{e("total", int64(200)), e("used", int64(80))}), e("uptime", 1500.0)))
	want := bson.M{
		"_id": Hours.ID("web-01", ten), "server": "web-01", "date": primitive.NewDateTimeFromTime(ten), "interval": 3600.0, "samples": int32(2),
		"cpu":    bson.M{"user": 50.0}, // 300 s of 10 and 1200 s of 60
		"phymem": bson.M{"total": int64(200), "used": 60.0},
		"uptime": 1500.0,
		"min":    bson.M{"cpu": bson.M{"user": 10.0}, "phymem": bson.M{"used": 40.0}},
		"max":    bson.M{"cpu": bson.M{"user": 60.0}, "phymem": bson.M{"used": 80.0}},
	}
	if diff := cmp.Diff(want, hour); diff != "" || n != 2 {
		t.Errorf("%d samples; (-want +got)\n%s", n, diff)
	}
}

// TestLineOfRuleHasMeans rolls the fields from which the line "busy" is computed, and which no other line draws.
func TestLineOfRuleHasMeans(t *testing.T) {
	cpu := func(idle, iowait float64) bson.E { return e("cpu", bson.D{e("idle", idle), e("iowait", iowait)}) }
	busy := []metric.Family{{
		Charts: []metric.Chart{{ID: "cpu", Unit: metric.Percent, Lines: []metric.Line{{Name: "busy", Rule: "cpu"}}}},
		Rules:  []metric.Rule{{Name: "cpu", Field: "cpu.idle", Plus: []string{"cpu.iowait"}, Rest: true}},
	}}
	samples := [][]byte{sampleAt(t, 5, e("interval", 300.0), cpu(90, 0)), sampleAt(t, 25, e("interval", 1200.0), cpu(40, 10))}
	raw, _, err := NewFields(busy).Roll(Hours, "web-01", ten, samples, 5*time.Minute)
	var hour bson.M
	if err == nil {
		err = bson.Unmarshal(raw, &hour)
	}
	if diff := cmp.Diff(bson.M{"idle": 50.0, "iowait": 8.0}, hour["cpu"]); diff != "" || err != nil {
		t.Errorf("%v; (-want +got)\n%s", err, diff)
	}
}

func TestIntervalIsClippedToTheHour(t *testing.T) {
	hour, _ := roll(t,
		sampleAt(t, 1, e("interval", 3600.0), e("cpu", bson.D{e("user", 90.0)})), // of which a minute lies within the hour
		sampleAt(t, 6, e("cpu", bson.D{e("user", 0.0)})))                         // the cadence: five minutes
	if got := hour["cpu"].(bson.M)["user"]; got != 15.0 {
		t.Errorf("mean %v, want 15", got)
	}
}

func TestSampleAtTheStartAloneIsTheMean(t *testing.T) {
	hour, _ := roll(t, sampleAt(t, 0, e("interval", 300.0), e("cpu", bson.D{e("user", 7.0)})))
	if got := hour["cpu"].(bson.M)["user"]; got != 7.0 {
		t.Errorf("mean %v, want 7", got)
	}
}

func TestElementsAreMatchedByKey(t *testing.T) {
	mount := func(name string, used, free int64) bson.D {
		return bson.D{e("mount", name), e("fstype", "ext4"), e("total", int64(100)), e("used", used), e("free", free)}
	}
	hour, _ := roll(t,
		sampleAt(t, 5, e("disks", bson.A{mount("/old", 1, 99), mount("/", 50, 50), mount("/var", 10, 30)})),
		sampleAt(t, 10, e("disks", bson.A{mount("/var", 30, 30), mount("/", 60, 20), mount("/", 1, 1)})))
	if diff := cmp.Diff(bson.A{
		bson.M{"mount": "/var", "fstype": "ext4", "total": int64(100), "used": 20.0, "free": 30.0},
		bson.M{"mount": "/", "fstype": "ext4", "total": int64(100), "used": 55.0, "free": 35.0},
		bson.M{"mount": "/old", "fstype": "ext4", "total": int64(100), "used": 1.0, "free": 99.0},
	}, hour["disks"]); diff != "" {
		t.Errorf("means (-want +got)\n%s", diff)
	}
	// The lowest and highest percentages: 25 and 50 of /var, 50 and 75 of /. The fields of each are those of one sample.
	if diff := cmp.Diff(bson.A{
		bson.M{"mount": "/var", "used": 30.0, "free": 30.0}, bson.M{"mount": "/", "used": 60.0, "free": 20.0}, bson.M{"mount": "/old", "used": 1.0, "free": 99.0},
	}, hour["max"].(bson.M)["disks"]); diff != "" {
		t.Errorf("highest (-want +got)\n%s", diff)
	}
}

func TestArticlesDocumentsHaveHistory(t *testing.T) {
	hour, n := roll(t,
		sampleAt(t, 5, e("disk_root", bson.D{e("total", int64(100)), e("used", int64(20)), e("free", int64(80))})),
		sampleAt(t, 10, e("disk_root", bson.D{e("total", int64(100)), e("used", int64(40)), e("free", int64(60))})))
	if got := hour["disk_root"].(bson.M)["used"]; got != 30.0 || n != 2 {
		t.Errorf("mean %v of %d, want 30 of 2", got, n)
	}
}

func TestForeignDocumentsAreLeftOut(t *testing.T) {
	undated, err := bson.Marshal(bson.D{e("date", "today"), e("cpu", bson.D{e("user", 99.0)})})
	if err != nil {
		t.Fatal(err)
	}
	hour, n := roll(t, []byte("no document"), undated,
		sampleAt(t, -1, e("cpu", bson.D{e("user", 99.0)})), sampleAt(t, 60, e("cpu", bson.D{e("user", 99.0)})), // other hours
		sampleAt(t, 20, e("cpu", bson.D{e("user", 5.0)})), sampleAt(t, 20, e("cpu", bson.D{e("user", 1.0)})), // one date: the last counts
		sampleAt(t, 10, e("cpu", bson.D{e("user", math.Inf(1))})), sampleAt(t, 11, e("cpu", "busy")), sampleAt(t, 12, e("min", 5), e("samples", 7), e("crc", int32(1))))
	if got := hour["cpu"].(bson.M)["user"]; got != 1.0 || n != 4 {
		t.Errorf("mean %v of %d samples, want 1 of 4", got, n)
	}
	if _, n := roll(t, undated); n != 0 {
		t.Errorf("%d samples, want none", n)
	}
}

func TestSlots(t *testing.T) {
	for _, test := range []struct {
		span Span
		at   time.Time
		want string
	}{
		{Hours, time.Unix(0, 0), "a/0000"},
		{Hours, time.Unix(1488*3600, 0), "a/0000"},
		{Hours, ten, "a/0346"},
		{Days, ten, "a/0984"},
		{Days, time.Unix(-86400, 0), "a/1099"},
	} {
		if got := test.span.ID("a", test.span.Start(test.at)); got != test.want {
			t.Errorf("%s of %s: %s, want %s", test.span.Name, test.at, got, test.want)
		}
	}
}

func BenchmarkHour(b *testing.B) {
	list := make([][]byte, 12)
	for i := range list {
		raw, err := bson.Marshal(bson.D{e("date", primitive.NewDateTimeFromTime(ten.Add(time.Duration(i)*5*time.Minute))), e("interval", 300.0),
			e("cpu", bson.D{e("user", 5.0)}), e("disks", bson.A{bson.D{e("mount", "/"), e("used", int64(1)), e("free", int64(2))}})})
		if err != nil {
			b.Fatal(err)
		}
		list[i] = raw
	}
	f := NewFields(families)
	for b.Loop() {
		if _, _, err := f.Roll(Hours, "web-01", ten, list, 5*time.Minute); err != nil {
			b.Fatal(err)
		}
	}
}
