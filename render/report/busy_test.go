package report

import (
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// TestCPUIsBusyWithoutWaitingNiceAndSteal judges four samples with the given CPU times, in percent, without and with the rule nice.
func TestCPUIsBusyWithoutWaitingNiceAndSteal(t *testing.T) {
	for name, c := range map[string]struct {
		cpu  bson.D
		busy float64
		want string // the reasons
		nice string // with the rule nice
	}{
		"waiting for I/O": {bson.D{{Key: "user", Value: 1.0}, {Key: "system", Value: 0.5}, {Key: "idle", Value: 0.5}, {Key: "iowait", Value: 98.0}}, 1.5, "", ""},
		"niced programs":  {bson.D{{Key: "user", Value: 1.0}, {Key: "nice", Value: 97.0}, {Key: "system", Value: 1.0}, {Key: "idle", Value: 1.0}}, 2, "", "CPU 99 % busy with nice"},
		"stolen": {bson.D{{Key: "user", Value: 30.0}, {Key: "idle", Value: 10.0}, {Key: "steal", Value: 60.0}}, 30,
			"steal 60 % of the CPU time", "steal 60 % of the CPU time"},
		"little stolen": {bson.D{{Key: "user", Value: 30.0}, {Key: "idle", Value: 64.0}, {Key: "steal", Value: 6.0}}, 30, "", ""},
		"busy": {bson.D{{Key: "user", Value: 60.0}, {Key: "system", Value: 20.0}, {Key: "irq", Value: 5.0}, {Key: "softirq", Value: 10.0}, {Key: "idle", Value: 5.0}}, 95,
			"CPU 95 % busy", "CPU 95 % busy, CPU 95 % busy with nice"},
		"rounded to more than 100": {bson.D{{Key: "idle", Value: 60.01}, {Key: "iowait", Value: 40.01}}, 0, "", ""},
		"the 2014 article's, busy": {bson.D{{Key: "user", Value: 90.0}, {Key: "irq", Value: 0.0}, {Key: "system", Value: 5.0}, {Key: "nice", Value: 0.0}, {Key: "idle", Value: 5.0}}, 95,
			"CPU 95 % busy", "CPU 95 % busy, CPU 95 % busy with nice"},
		"the 2014 article's, niced": {bson.D{{Key: "user", Value: 0.0}, {Key: "irq", Value: 0.0}, {Key: "system", Value: 0.0}, {Key: "nice", Value: 95.0}, {Key: "idle", Value: 5.0}}, 0,
			"", "CPU 95 % busy with nice"},
		"only idle": {bson.D{{Key: "idle", Value: 3.0}}, 97, "CPU 97 % busy", "CPU 97 % busy, CPU 97 % busy with nice"},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for i := range 4 {
				docs = append(docs, bson.D{{Key: "date", Value: at(5 * i)}, {Key: "cpu", Value: c.cpu}})
			}
			thresholds := metric.DefaultThresholds()
			h := decode(t, docs...).Host("example01", at(15), thresholds)
			if got := last(h.CPUBusy()); !(got > c.busy-1e-6 && got < c.busy+1e-6) {
				t.Errorf("%v %% busy, want %v", got, c.busy)
			}
			if got := reasonTexts(h); got != c.want {
				t.Errorf("reasons %q, want %q", got, c.want)
			}
			level := 90.0
			thresholds.Changes = []metric.Change{{Levels: map[string]metric.PartialLevel{"nice": {Warning: &level}}}}
			if got := reasonTexts(decode(t, docs...).Host("example01", at(15), thresholds)); got != c.nice {
				t.Errorf("with the rule nice: reasons %q, want %q", got, c.nice)
			}
		})
	}
}

func reasonTexts(h *Host) (texts string) {
	for i, r := range h.Reasons {
		if i > 0 {
			texts += ", "
		}
		texts += r.Text
	}
	return texts
}

// TestReservedHugePagesMakeNoState has a database's machine: nine tenths of its memory are reserved as huge pages.
func TestReservedHugePagesMakeNoState(t *testing.T) {
	for available, want := range map[int]string{60: "", 4: "memory 4 % available"} {
		var docs []any
		for i := range 4 {
			docs = append(docs, bson.D{{Key: "date", Value: at(5 * i)}, {Key: "phymem", Value: bson.D{
				{Key: "total", Value: 1000}, {Key: "hugepages", Value: 900}, {Key: "available", Value: available}}}})
		}
		h := decode(t, docs...).Host("example01", at(15), metric.DefaultThresholds())
		if got := reasonTexts(h); got != want {
			t.Errorf("%d of 100 available: reasons %q, want %q", available, got, want)
		}
		if used := last(h.MemoryUsed()); used != float64(100-available) {
			t.Errorf("%d of 100 available: %v %% used", available, used)
		}
	}
}
