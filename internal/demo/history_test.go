package demo

import (
	"bytes"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/rollup"
)

// historyEnd is a Sunday at noon.
var historyEnd = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func historyFleet(until time.Time) Fleet { return New(7, 40, until, 5*time.Minute, 48*time.Hour) }

// number returns the number at a path; 0 if there is none.
func number(doc []byte, path ...string) float64 {
	v := bson.Raw(doc).Lookup(path...)
	if n, ok := v.DoubleOK(); ok {
		return n
	}
	n, _ := v.AsInt64OK()
	return float64(n)
}

// used returns the fraction of a volume that is used.
func used(doc []byte, i string) float64 {
	return number(doc, "disks", i, "used") / number(doc, "disks", i, "total")
}

// Each document is one that rollup could have made, each has a place of its own, and none is missing but those of outages.
func TestHistoryIsComplete(t *testing.T) {
	fleet := historyFleet(historyEnd)
	for _, host := range []string{"web-01.example.org", "legacy-01.example.org", "bsd-01.example.org", "app-02.example.org"} {
		hours, days := fleet.History(host, 1100*24*time.Hour)
		for _, list := range []struct {
			span         rollup.Span
			docs         [][]byte
			least, until int
		}{{rollup.Hours, hours, 1400, 48}, {rollup.Days, days, 1090, 2}} {
			ids, last := map[string]bool{}, time.Time{}
			for _, doc := range list.docs {
				h, err := rollup.ReadHead(doc)
				if err != nil || h.Span != list.span || h.Host != host || !h.Start.After(last) || bson.Raw(doc).Validate() != nil || !Is(doc) {
					t.Fatalf("%s: %v, %v, after %v", host, h, err, last)
				}
				last = h.Start
				ids[bson.Raw(doc).Lookup("_id").StringValue()] = true
			}
			if h, err := rollup.ReadHead(list.docs[0]); err != nil || historyEnd.Sub(h.Start) > time.Duration(list.span.Slots)*list.span.Length {
				t.Errorf("%s begins with %v: it would take a newer one's place", host, h)
			}
			gap := historyEnd.Sub(last) / list.span.Length
			if len(list.docs) < list.least || len(ids) != len(list.docs) || int(gap) != list.until {
				t.Errorf("%s has %d %s with %d ids, the last %v ago", host, len(list.docs), list.span.Name, len(ids), gap*list.span.Length)
			}
		}
	}
	if hours, days := fleet.History("new-01.example.org", 1100*24*time.Hour); hours != nil || days != nil {
		t.Errorf("a new host has %d hours and %d days", len(hours), len(days))
	}
}

func TestHistoryReachesBack(t *testing.T) {
	hours, days := historyFleet(historyEnd).History("web-01.example.org", 10*24*time.Hour)
	if len(hours) < 190 || len(hours) > 195 || len(days) < 8 || len(days) > 10 {
		t.Errorf("%d hours and %d days before the samples of two days, of ten", len(hours), len(days))
	}
}

// Extremes enclose means, and are shares of one sample.
func TestHistoryHasExtremes(t *testing.T) {
	hours, days := historyFleet(historyEnd).History("db-01.example.org", 100*24*time.Hour)
	for _, doc := range append(hours, days...) {
		for _, path := range [][]string{{"cpu", "user"}, {"load", "m1"}, {"phymem", "used"}, {"disks", "3", "used"}, {"diskio", "0", "read"}, {"net", "0", "tx"}} {
			low, mean, high := number(doc, append([]string{"min"}, path...)...), number(doc, path...), number(doc, append([]string{"max"}, path...)...)
			if low > mean+.01 || mean > high+.01 || high == 0 {
				t.Fatalf("%s of %v: %v, %v, %v", path, bson.Raw(doc).Lookup("_id"), low, mean, high)
			}
		}
		max := bson.Raw(doc).Lookup("max", "disks", "0").Document()
		if whole := number(max, "used") + number(max, "free"); whole > number(max, "total") || whole < .94*number(max, "total") {
			t.Fatalf("/ has %v, used and free are %v", number(max, "total"), whole)
		}
	}
}

// Weekends differ from weekdays, disks have grown since spring, some are cleaned on Sundays, and the last hour fits the samples.
func TestHistoryTellsStories(t *testing.T) {
	fleet := historyFleet(historyEnd)
	grown, cleanings := 0, 0
	for _, host := range fleet.Hosts()[12:] {
		hours, days := fleet.History(host, 400*24*time.Hour)
		samples, last := fleet.Documents(host), hours[len(hours)-1]
		for i := range len(bson.Raw(last).Lookup("disks").Array()) {
			place := string(rune('0' + i))
			if i > 4 || number(last, "disks", place, "total") == 0 {
				break
			}
			if got, want := used(last, place), used(samples[0], place); got < want-.05 || got > want+.05 {
				t.Errorf("disk %d of %s: %.3f in the last hour, %.3f in the first sample", i, host, got, want)
			}
			if used(days[len(days)-1], place)-used(days[10], place) > .1 {
				grown++
			}
			for j := 1; j < len(days); j++ {
				if h, _ := rollup.ReadHead(days[j]); h.Start.Weekday() == time.Sunday && used(days[j], place)-used(days[j-1], place) < -.02 {
					cleanings++
				}
			}
		}
	}
	if grown < 10 || cleanings < 50 {
		t.Errorf("%d disks have grown, %d Sundays had a clean-up", grown, cleanings)
	}
	weekday, weekend := 0.0, 0.0
	_, days := fleet.History("db-02.example.org", 60*24*time.Hour)
	for _, doc := range days {
		switch h, _ := rollup.ReadHead(doc); h.Start.Weekday() {
		case time.Wednesday:
			weekday += number(doc, "cpu", "user")
		case time.Sunday:
			weekend += number(doc, "cpu", "user")
		}
	}
	if weekend > .9*weekday {
		t.Errorf("%.0f on Sundays, %.0f on Wednesdays", weekend, weekday)
	}
}

func TestHistoryIsTheSameAgain(t *testing.T) {
	one, _ := historyFleet(historyEnd).History("web-01.example.org", 3*24*time.Hour)
	two, _ := historyFleet(historyEnd).History("web-01.example.org", 3*24*time.Hour)
	if !bytes.Equal(bytes.Join(one, nil), bytes.Join(two, nil)) || len(one) == 0 {
		t.Errorf("%d hours and %d hours differ", len(one), len(two))
	}
}
