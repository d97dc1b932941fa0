package report

import (
	"math"
	"slices"
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"
)

func TestAStateMustHoldAndNeedsAMarginToEnd(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		values []float64
		below  bool
		want   State
		since  int // the sample
	}{
		"within":                            {values: []float64{10, 20, 30, 40}},
		"beyond, once":                      {values: []float64{10, 20, 30, 90}},
		"beyond, twice":                     {values: []float64{10, 20, 90, 90}},
		"beyond, held":                      {values: []float64{10, 90, 90, 90}, want: Warning, since: 1},
		"critical, held":                    {values: []float64{10, 96, 96, 96}, want: Critical, since: 1},
		"warning on the way to critical":    {values: []float64{10, 90, 90, 96}, want: Warning, since: 1},
		"all there is":                      {values: []float64{90}, want: Warning},
		"a missing value changes nothing":   {values: []float64{10, 90, 90, 90, nan}, want: Warning, since: 1},
		"held across a missing value":       {values: []float64{10, 90, nan, 90, 90}, want: Warning, since: 1},
		"not held across a missing value":   {values: []float64{10, 90, nan, 90}},
		"two missing end nothing":           {values: []float64{10, 90, 90, 90, nan, nan, 84}, want: Warning, since: 1},
		"three missing end it":              {values: []float64{10, 90, 90, 90, nan, nan, nan}},
		"after that it must hold anew":      {values: []float64{10, 90, 90, 90, nan, nan, nan, 90, 90}},
		"the margin, across a missing one":  {values: []float64{10, 90, 90, 90, nan, 82}},
		"as long as is known":               {values: []float64{90, 90, 90, 90}, want: Warning},
		"a peak that has become the first":  {values: []float64{90, 10, 10, 10}},
		"about its level, then beyond":      {values: []float64{84, 86, 84, 86, 86, 86}, want: Warning},
		"about its level, then below":       {values: []float64{84, 86, 84, 80, 84, 84}},
		"two that have":                     {values: []float64{90, 90, 10, 10}},
		"all there is, the first missing":   {values: []float64{nan, 90, 90}, want: Warning},
		"just below does not end it":        {values: []float64{10, 90, 90, 90, 84}, want: Warning, since: 1},
		"the margin ends it":                {values: []float64{10, 90, 90, 90, 82}},
		"critical ends in warning":          {values: []float64{10, 96, 96, 96, 92}, want: Warning, since: 1},
		"just below does not begin it anew": {values: []float64{10, 90, 90, 90, 82, 84, 84, 84}},
		"lower bound":                       {values: []float64{50, 9, 9, 9}, below: true, want: Warning, since: 1},
		"lower bound, critical":             {values: []float64{50, 4, 4, 4}, below: true, want: Critical, since: 1},
		"lower bound, margin":               {values: []float64{50, 9, 9, 9, 11}, below: true, want: Warning, since: 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := subject{values: c.values, level: metric.Level{Warning: 85, Critical: 95}, rule: &metric.Rule{Margin: 2, Below: c.below}}
			if c.below {
				s.level = metric.Level{Warning: 10, Critical: 5}
			}
			var times []int64
			for i := range c.values {
				times = append(times, int64(i))
			}
			p, _ := s.problem(times, 3)
			state, since := OK, p.since
			if len(p.states) > 0 {
				state = p.states[len(times)-1]
			}
			if state != c.want || state != OK && since != int64(c.since) {
				t.Errorf("%v since sample %d, want %v since %d", state, since, c.want, c.since)
			}
		})
	}
}

func TestReasonsSayWhatIsWrong(t *testing.T) {
	doc := func(minutes int) bson.D {
		return bson.D{{Key: "date", Value: at(minutes)},
			{Key: "cpu", Value: bson.D{{Key: "idle", Value: 3.0}}},
			{Key: "load", Value: bson.D{{Key: "m1", Value: 10.0}}},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: 1000}, {Key: "available", Value: 40}}},
			{Key: "virtmem", Value: bson.D{{Key: "total", Value: 1000}, {Key: "used", Value: 600}}},
			{Key: "disks", Value: bson.A{
				bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 10}, {Key: "free", Value: 90}},
				bson.D{{Key: "mount", Value: "/var\u202e"}, {Key: "used", Value: 90}, {Key: "free", Value: 10}},
				bson.D{{Key: "mount", Value: "/w"}, {Key: "used", Value: 94}, {Key: "free", Value: 6}}}},
			{Key: "system", Value: bson.D{{Key: "cpus", Value: 4}}},
		}
	}
	h := decode(t, doc(0), doc(5), doc(10), doc(15)).Host("example01", at(16), metric.DefaultThresholds())
	checkReasons(t, h, []string{"critical: memory 4 % available", "warning: /w 94 % used", "warning: /var\uFFFD 90 % used", "warning: swap 60 % used",
		"warning: CPU 97 % busy", "warning: load 2.5 per CPU"})
	if h.State != Critical {
		t.Errorf("state %v, want critical", h.State)
	}
}

// TestTheFullestDiskIsNamedFirst holds the reasons of now and those of the change to one order, be the newest value missing.
func TestTheFullestDiskIsNamedFirst(t *testing.T) {
	var docs []any
	for i := range 8 {
		root, data := bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 86}, {Key: "free", Value: 14}}, bson.D{{Key: "mount", Value: "/var"}, {Key: "used", Value: 94}, {Key: "free", Value: 6}}
		switch {
		case i < 3:
			root[1].Value, root[2].Value, data[1].Value, data[2].Value = 10, 90, 10, 90
		case i == 7:
			data = data[:1]
		}
		docs = append(docs, bson.D{{Key: "date", Value: at(5 * i)}, {Key: "disks", Value: bson.A{root, data}}})
	}
	h := decode(t, docs...).Host("example01", at(36), metric.DefaultThresholds())
	var got []string
	for _, r := range h.Reasons {
		got = append(got, r.Text)
	}
	want := []string{"/var 94 % used", "/ 86 % used"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if len(h.Changes) != 1 || !slices.Equal(h.Changes[0].Reasons, want) {
		t.Errorf("changes %+v, want one with %q", h.Changes, want)
	}
}

func TestSwapMattersOnlyWhileMemoryIsShort(t *testing.T) {
	doc := func(minutes int) bson.D {
		return bson.D{{Key: "date", Value: at(minutes)},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: 1000}, {Key: "available", Value: 500}}},
			{Key: "virtmem", Value: bson.D{{Key: "total", Value: 1000}, {Key: "used", Value: 950}}}}
	}
	if h := decode(t, doc(0), doc(5), doc(10)).Host("example01", at(10), metric.DefaultThresholds()); h.State != OK {
		t.Errorf("state %v, reasons %v, want ok", h.State, h.Reasons)
	}
}

func TestSilenceIsToldByTheClockThatIsPassed(t *testing.T) {
	for minutes, want := range map[int]State{10: OK, 25: OK, 26: Silent, 1000: Silent} {
		h := decode(t, sample(0, 1), sample(5, 1), sample(10, 1)).Host("example01", at(minutes), metric.DefaultThresholds())
		if h.State != want {
			t.Errorf("%d minutes after the first sample: %v, want %v", minutes, h.State, want)
		}
	}
}

func TestAFewSecondsSayNothingOfHowBusyAHostIs(t *testing.T) {
	for step, want := range map[time.Duration]int{2 * time.Second: 0, time.Minute: 0, 5 * time.Minute: 1} {
		var docs []any
		for i := range 5 {
			docs = append(docs, bson.D{{Key: "date", Value: at(0).Add(time.Duration(i) * step)}, {Key: "cpu", Value: bson.D{{Key: "idle", Value: 0.0}, {Key: "user", Value: 100.0}}}})
		}
		if h := decode(t, docs...).Host("example01", at(0).Add(4*step), metric.DefaultThresholds()); len(h.Reasons) != want {
			t.Errorf("five samples, one in %v: reasons %+v, want %d", step, h.Reasons, want)
		}
	}
}

func TestTheMeanCoversFifteenMinutes(t *testing.T) {
	d := decode(t, sample(0, 0), sample(5, 3), sample(10, 6), sample(15, 9), sample(60, 1))
	h := d.Host("example01", at(60), metric.DefaultThresholds())
	if diff := cmp.Diff([]float64{math.NaN(), math.NaN(), math.NaN(), 6, 1}, h.meanLoad(), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("means (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0, 1.5}, decode(t, sample(0, 0), sample(5, 3)).Host("new", at(5), metric.DefaultThresholds()).meanLoad()); diff != "" {
		t.Errorf("means of less than 15 minutes (-want +got):\n%s", diff)
	}
}

func (h *Host) meanLoad() []float64 { return h.mean(h.Values("load.m1"), 15*time.Minute) }

func TestTheMarginOfALoadIsATenthOfItsLevel(t *testing.T) {
	docs := func(loads ...float64) (list []any) {
		for i, v := range loads { // at a cadence of 15 minutes each mean is of one value
			list = append(list, sample(15*i, v))
		}
		return list
	}
	for name, c := range map[string]struct {
		loads []float64
		want  State
	}{
		"within":          {[]float64{1, 1.9, 1.9, 1.9}, OK},
		"beyond":          {[]float64{1, 2.1, 2.1, 2.1}, Warning},
		"a little less":   {[]float64{1, 2.1, 2.1, 2.1, 1.85}, Warning},
		"a tenth is over": {[]float64{1, 2.1, 2.1, 2.1, 1.79}, OK},
	} {
		if h := decode(t, docs(c.loads...)...).Host("example01", at(15*len(c.loads)), metric.DefaultThresholds()); h.State != c.want {
			t.Errorf("%s: %v, want %v", name, h.State, c.want)
		}
	}
}

// checkReasons compares the states and texts of a host's reasons.
func checkReasons(t *testing.T, h *Host, want []string) {
	t.Helper()
	var got []string
	for _, r := range h.Reasons {
		got = append(got, r.State.String()+": "+r.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}
