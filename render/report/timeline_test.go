package report

import (
	"math"
	"slices"
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// sample is a document with a load, dated some minutes after a fixed time.
func sample(minutes int, load float64) bson.D {
	return bson.D{{Key: "date", Value: at(minutes)}, {Key: "load", Value: bson.D{{Key: "m1", Value: load}}}}
}

func ms(minutes int) int64 { return at(minutes).UnixMilli() }

func TestSamplesAreSortedByDate(t *testing.T) {
	h := decode(t, sample(10, 3), sample(0, 1), sample(5, 2), sample(5, 2.5)).Host("example01", at(10), metric.DefaultThresholds())
	if diff := cmp.Diff([]int64{ms(0), ms(5), ms(10)}, h.Times); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float64{1, 2.5, 3}, h.Charts[0].Series[0].Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	want := []string{"2 samples have the same date: the one stored last is shown."}
	if diff := cmp.Diff(want, h.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestSamplesOlderThanTheSpanAreLeftOut(t *testing.T) {
	h := decode(t, sample(0, 1), sample(47*60, 2), sample(48*60+1, 3)).Host("example01", at(48*60+1), metric.DefaultThresholds())
	if diff := cmp.Diff([]int64{ms(47 * 60), ms(48*60 + 1)}, h.Times); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1 sample is more than 48 hours older than the newest and is not shown."}, h.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestSpanIsThatOfTheDecoder(t *testing.T) {
	const window = 14 * 288
	d := NewDecoder(testLayout(), window)
	d.Span = 14 * 24 * time.Hour
	for i := range window {
		if err := d.Add(marshal(t, sample(5*i, 1))); err != nil {
			t.Fatal(err)
		}
	}
	h := d.Host("example01", at(5*window), metric.DefaultThresholds())
	if len(h.Times) != window || h.Times[0] != ms(0) || h.Notes != nil {
		t.Errorf("%d samples from %d on, notes %q; want all %d", len(h.Times), h.Times[0], h.Notes, window)
	}
	for span, want := range map[time.Duration]string{14 * 24 * time.Hour: "14 days", 6 * time.Hour: "6 hours", time.Hour: "60 minutes"} {
		d := decode(t, sample(0, 1), sample(int(span.Minutes())+1, 2))
		d.Span = span
		h := d.Host("example01", at(int(span.Minutes())+1), metric.DefaultThresholds())
		if diff := cmp.Diff([]string{"1 sample is more than " + want + " older than the newest and is not shown."}, h.Notes); diff != "" {
			t.Errorf("%v: notes (-want +got):\n%s", span, diff)
		}
	}
}

// TestWantedReachesAsFarBackAsSpan fills a decoder with samples that come more often than planned.
func TestWantedReachesAsFarBackAsSpan(t *testing.T) {
	for name, c := range map[string]struct {
		samples int
		step    time.Duration
		want    int
	}{
		"as planned":          {Window, Every, 0},
		"somewhat more often": {Window, 4 * time.Minute, 0},
		"each minute":         {Window, time.Minute, 2880},
		"each second":         {Window, time.Second, MaxSamples},
		"all there are":       {Window - 1, time.Minute, 0},
	} {
		d := NewDecoder(testLayout(), Window)
		for i := range c.samples {
			doc := sample(0, 1)
			doc[0].Value = at(0).Add(time.Duration(i) * c.step)
			if err := d.Add(marshal(t, doc)); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.Wanted(); got != c.want {
			t.Errorf("%s: %d documents wanted, not %d", name, got, c.want)
		}
	}
}

func TestSampleFromFutureIsLeftOut(t *testing.T) {
	h := decode(t, sample(0, 1), sample(5, 2), sample(400*24*60, 3), sample(10, 4)).Host("example01", at(10), metric.DefaultThresholds())
	if diff := cmp.Diff([]int64{ms(0), ms(5), ms(10)}, h.Times); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1 sample is dated in the future and was ignored."}, h.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestMachineWithClockAheadIsShown(t *testing.T) {
	h := decode(t, sample(0, 1), sample(5, 2), sample(10, 3)).Host("example01", at(-3*24*60), metric.DefaultThresholds())
	if len(h.Times) != 3 || len(h.Notes) != 1 {
		t.Errorf("%d samples and notes %q, want 3 and one about the clock", len(h.Times), h.Notes)
	}
}

func TestImpossibleDatesAreSkipped(t *testing.T) {
	odd := func(date int64) bson.D {
		return append(bson.D{{Key: "date", Value: primitive.DateTime(date)}}, sample(0, 1)[1:]...)
	}
	d := decode(t, odd(math.MinInt64), odd(math.MaxInt64), odd(-1), odd(endOfDates), sample(5, 1))
	if d.problems.undated != 4 || len(d.times) != 1 {
		t.Errorf("%d documents counted as undated and %d read, want 4 and 1", d.problems.undated, len(d.times))
	}
}

func TestCadenceIsMedianSpacing(t *testing.T) {
	for name, c := range map[string]struct {
		minutes []int
		want    time.Duration
	}{
		"none":                        {nil, 5 * time.Minute},
		"one":                         {[]int{0}, 5 * time.Minute},
		"two":                         {[]int{0, 1}, 5 * time.Minute},
		"three":                       {[]int{0, 1, 2}, time.Minute},
		"a gap among them":            {[]int{0, 5, 10, 100, 105, 110}, 5 * time.Minute},
		"sampled more often of late":  {[]int{0, 60, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131}, time.Minute},
		"sampled more seldom of late": {[]int{0, 1, 2, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110}, 10 * time.Minute},
	} {
		var times []int64
		for _, m := range c.minutes {
			times = append(times, ms(m))
		}
		if got := cadence(times); got != c.want.Milliseconds() {
			t.Errorf("%s: cadence %d ms, want %v", name, got, c.want)
		}
	}
}

func TestGapsAreWhereSamplesAreMissing(t *testing.T) {
	times := []int64{ms(0), ms(5), ms(12), ms(17), ms(37), ms(60)}
	list, missing := gaps(times, 5*60_000)
	half := int64(150_000)
	want := []Interval{{ms(17) + half, ms(37) - half}, {ms(37) + half, ms(60) - half}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	if missing != 3+4 {
		t.Errorf("%d samples missing, want 7", missing)
	}
}

func TestChangedCadenceMakesNoGaps(t *testing.T) {
	var times []int64
	for m := 0; m <= 100; m += 5 {
		times = append(times, ms(m))
	}
	for i := range 20 {
		times = append(times, ms(100)+int64(i+1)*20_000)
	}
	if list, missing := gaps(times, cadence(times)); list != nil {
		t.Errorf("every 5 minutes, then every 20 seconds: gaps %v, %d missing", list, missing)
	}
	times = slices.Delete(times, 30, 34) // 4 of the quick ones, and then one of the slow ones
	times = slices.Delete(times, 10, 11)
	if list, missing := gaps(times, cadence(times)); len(list) != 2 || missing != 5 {
		t.Errorf("with samples missing in both stretches: gaps %v, %d missing; want 2 and 5", list, missing)
	}
}

func TestExtentEndsAtNewestSample(t *testing.T) {
	five := int64(5 * 60_000)
	if diff := cmp.Diff(Interval{ms(-100), ms(0)}, extent([]int64{ms(0)}, five)); diff != "" {
		t.Errorf("one sample (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Interval{ms(-200), ms(0)}, extent([]int64{ms(-200), ms(0)}, five)); diff != "" {
		t.Errorf("two samples far apart (-want +got):\n%s", diff)
	}
}

func TestRebootsAreFound(t *testing.T) {
	booted := func(minutes, boot int) bson.D {
		return append(sample(minutes, 1), bson.E{Key: "system", Value: bson.D{{Key: "boot", Value: at(boot)}}})
	}
	h := decode(t, booted(0, -500), booted(5, -500), sample(10, 1), booted(20, 17), booted(25, 17)).Host("example01", at(25), metric.DefaultThresholds())
	if diff := cmp.Diff([]int64{ms(17)}, h.Reboots); diff != "" {
		t.Errorf("reboots (-want +got):\n%s", diff)
	}
}

func TestRebootsAreLimited(t *testing.T) {
	var times []int64
	var boots []float64
	for i := range Window {
		times, boots = append(times, ms(5*i)), append(boots, float64(ms(5*i)))
	}
	list := within(reboots(times, boots, nil, wrongDates{}), Interval{times[0], times[Window-1]})
	if len(list) != maxReboots || list[len(list)-1] != times[Window-1] {
		t.Errorf("%d reboots up to %d, want the newest %d", len(list), list[len(list)-1], maxReboots)
	}
}

func TestLocalTimesAreCorrected(t *testing.T) {
	// made is when the document was made, ahead by how much its date is ahead of that.
	local := func(made int, ahead time.Duration) bson.D {
		d := sample(made, float64(made))
		d[0].Value = at(made).Add(ahead)
		return append(bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at(made))}}, d...)
	}
	tokyo, nepal := 9*time.Hour, 5*time.Hour+45*time.Minute
	for name, c := range map[string]struct {
		docs  []any
		want  []int64
		notes []string
	}{
		"Tokyo": {[]any{local(0, tokyo), local(5, tokyo+time.Second), local(10, tokyo-time.Second)},
			[]int64{ms(0), ms(5) + 1000, ms(10) - 1000}, []string{"The dates were written in local time (UTC+9). They were converted to UTC."}},
		"Nepal":       {[]any{local(0, nepal)}, []int64{ms(0)}, []string{"The dates were written in local time (UTC+5:45). They were converted to UTC."}},
		"west":        {[]any{local(0, -3*time.Hour-30*time.Minute)}, []int64{ms(0)}, []string{"The dates were written in local time (UTC-3:30). They were converted to UTC."}},
		"UTC":         {[]any{local(0, 0), local(5, 90*time.Second)}, []int64{ms(0), ms(5) + 90_000}, nil},
		"half UTC":    {[]any{local(0, tokyo), local(5, 0)}, []int64{ms(0), ms(5)}, []string{"The dates were written in local time (UTC+9). They were converted to UTC."}},
		"no ObjectId": {[]any{sample(0, 1)}, []int64{ms(0)}, nil},
		"an import":   {[]any{local(0, -15*time.Minute), local(5, -20*time.Minute), local(10, -25*time.Minute)}, []int64{ms(-15), ms(-15), ms(-15)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := decode(t, c.docs...)
			zones := d.takeOutZones()
			if diff := cmp.Diff(c.want, d.times); diff != "" {
				t.Errorf("times (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.notes, d.notes(zones, leftOut{})); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}
