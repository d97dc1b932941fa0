package report

import (
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
)

// hostAt returns the report of samples at those minutes, of which each uses so much of /var, some minutes after at(0).
func hostAt(t testing.TB, used float64, now int, minutes ...int) *Host {
	t.Helper()
	var docs []any
	for _, m := range minutes {
		docs = append(docs, disks(m, map[string]float64{"/var": used}))
	}
	return decode(t, docs...).Host("example01", at(now), metric.DefaultThresholds())
}

// every returns minutes from one to another.
func every(step, from, to int) (minutes []int) {
	for m := from; m <= to; m += step {
		minutes = append(minutes, m)
	}
	return minutes
}

func TestASilenceThatIsOverIsTold(t *testing.T) {
	was := func(minutes int, s State, reasons ...string) Change {
		return Change{At: ms(minutes), State: s, Reasons: reasons}
	}
	fell := func(last int, s State, reasons ...string) Change {
		return Change{At: ms(last) + 1, State: s, Reasons: reasons}
	}
	for name, c := range map[string]struct {
		used    float64
		minutes []int
		state   State
		want    []Change
	}{
		"none":                {10, every(5, 0, 300), OK, nil},
		"a gap of 15 minutes": {10, append(every(5, 0, 100), every(5, 115, 300)...), OK, nil},
		"a gap of 20 minutes": {10, append(every(5, 0, 100), every(5, 120, 300)...), OK, []Change{
			fell(100, Silent, "no new samples"), was(120, OK, "no new samples")}},
		"while there was a warning": {90, append(every(5, 0, 100), every(5, 160, 300)...), Warning, []Change{
			fell(100, Silent, "no new samples", "/var 90 % used"), was(160, Warning, "/var 90 % used")}},
		"while it was critical": {97, append(every(5, 0, 100), every(5, 160, 300)...), Critical, []Change{
			fell(100, Critical, "no new samples", "/var 97 % used"), was(160, Critical, "/var 97 % used")}},
		"the newest sample only": {10, append(every(5, 0, 100), 160), OK, []Change{
			fell(100, Silent, "no new samples"), was(160, OK, "no new samples")}},
		"slower from then on": {10, append(every(1, 0, 100), every(5, 105, 300)...), OK, nil},
		"faster from then on": {10, append(every(30, 0, 300), every(1, 301, 400)...), OK, nil},
		"each minute, then not for 4": {10, append(every(1, 0, 100), every(1, 104, 200)...), OK, []Change{
			fell(100, Silent, "no new samples"), was(104, OK, "no new samples")}},
		"by hand, then a quarter of an hour": {10, append(every(1, 0, 3), 18, 20), OK, nil},
		"by hand, then 20 minutes": {10, append(every(1, 0, 3), 23, 24), OK, []Change{
			fell(3, Silent, "no new samples"), was(23, OK, "no new samples")}},
		"by hand, a minute apart": {10, append(every(1, 0, 2), 4, 5, 8), OK, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := hostAt(t, c.used, c.minutes[len(c.minutes)-1]+1, c.minutes...)
			if diff := cmp.Diff(c.want, h.Changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if h.State != c.state || h.Silent {
				t.Errorf("%v, silent %v, want %v", h.State, h.Silent, c.state)
			}
		})
	}
}

// TestASilenceKeepsItsTime renders while a host is silent, and on until that has left the window. Samples come as cron
// brings them, some seconds off.
func TestASilenceKeepsItsTime(t *testing.T) {
	all := told{}
	var docs []any
	for i := range 2*Window - 30 {
		if i > 570 && i < 600 {
			continue
		}
		doc := disks(5*i, map[string]float64{"/var": 10})
		doc[0].Value = at(5 * i).Add(time.Duration(i*7919%30_000) * time.Millisecond)
		docs = append(docs, doc)
		if i == 570 || i > 600 && i%12 == 0 {
			now := at(5*i + 60)
			if i > 600 {
				now = at(5*i + 1)
			}
			all.add(decode(t, docs[max(0, len(docs)-Window):]...).Host("example01", now, metric.DefaultThresholds()))
		}
	}
	if len(all) != 2 || all.count("silent") != 1 || all.count("ok") != 1 {
		t.Errorf("%v, want one silence and its end", all)
	}
}

func TestACriticalHostThatFallsSilentStaysCritical(t *testing.T) {
	for used, want := range map[float64]State{10: Silent, 90: Silent, 97: Critical} {
		h := hostAt(t, used, 100, every(5, 0, 60)...)
		if h.State != want || !h.Silent || len(h.Reasons) == 0 || h.Reasons[0].Kind != "silent" || h.Reasons[0].Since != h.Last() {
			t.Errorf("%v %% used: %v, silent %v, %+v, want %v and silence as the first reason", used, h.State, h.Silent, h.Reasons, want)
		}
		if n := len(h.Changes); n != 1 || h.Changes[0].At != h.Last()+1 {
			t.Errorf("%v %% used: %+v, want one change, right after the last sample", used, h.Changes)
		}
	}
	if h := hostAt(t, 97, 100, every(5, 0, 60)...); h.Since != 0 || h.Held != ms(0) {
		t.Errorf("critical since %d, known since %d, want not known", h.Since, h.Held)
	}
	if h := decode(t).Host("example01", at(0), metric.DefaultThresholds()); h.State != Silent || !h.Silent || len(h.Reasons) != 1 {
		t.Errorf("without a sample: %v, silent %v, %+v", h.State, h.Silent, h.Reasons)
	}
}

// TestFirstSamplesByHandAreNotLate takes samples seconds apart: what is due is not known until there are enough of them.
func TestFirstSamplesByHandAreNotLate(t *testing.T) {
	for name, c := range map[string]struct {
		samples int
		every   time.Duration
		want    time.Duration // after the newest sample, that the host becomes silent
	}{
		"four":                       {4, Every, 15 * time.Minute},
		"four, planned each minute":  {4, time.Minute, 3 * time.Minute},
		"four, planned each hour":    {4, time.Hour, 3 * time.Hour},
		"eleven":                     {11, Every, 15 * time.Minute},
		"as many as make a cadence":  {cadenceSamples, Every, 3 * time.Minute},
		"as many, planned each hour": {cadenceSamples, time.Hour, 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for i := range c.samples {
				doc := disks(0, map[string]float64{"/var": 10})
				doc[0].Value = at(0).Add(time.Duration(2*i) * time.Second)
				docs = append(docs, doc)
			}
			d := decode(t, docs...)
			d.Every = c.every
			h := d.Host("example01", at(2), metric.DefaultThresholds())
			if until := time.Duration(h.Until-h.Last()) * time.Millisecond; h.Silent || until != c.want {
				t.Errorf("silent %v, becomes so after %v, want %v", h.Silent, until, c.want)
			}
		})
	}
}
