package main

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// longSamples are all samples that a store ever had, and what is computed of them without the program's help.
type longSamples struct {
	store store.Store
	byID  map[primitive.ObjectID]longValues
	last  time.Time // of the one stored last
}

// longValues are a sample's values: by the path of the field, with the mount for a disk.
type longValues struct {
	at       time.Time
	interval float64 // seconds
	values   map[string]float64
}

func newLongSamples(t *testing.T, storeURL string) *longSamples {
	t.Helper()
	s, err := store.Open(t.Context(), storeURL, store.Options{Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return &longSamples{store: s, byID: map[primitive.ObjectID]longValues{}}
}

// read adds the samples that have been stored since the last time.
func (l *longSamples) read(t *testing.T) {
	t.Helper()
	_, err := l.store.Newest(t.Context(), longHost, 300, func(doc []byte) error { // more than one spool has
		id := bson.Raw(doc).Lookup("_id").ObjectID()
		if _, known := l.byID[id]; known {
			return nil
		}
		v := longValues{bson.Raw(doc).Lookup("date").Time().UTC(), number(doc, "interval"), valuesOf(doc)}
		l.byID[id], l.last = v, v.at
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// valuesOf returns the values of a sample, or of the means or extremes of a history document.
func valuesOf(doc bson.Raw) map[string]float64 {
	values := map[string]float64{"cpu.user": number(doc, "cpu.user"), "phymem.used": number(doc, "phymem.used")}
	disks, _ := doc.Lookup("disks").Array().Values()
	for _, disk := range disks {
		d := disk.Document()
		for _, field := range []string{"used", "free"} {
			values[d.Lookup("mount").StringValue()+" "+field] = number(d, field)
		}
	}
	return values
}

// expected computes an hour or a day of all samples that are dated within it.
func (l *longSamples) expected(span rollup.Span, start time.Time) (samples int, mean, lowest, highest map[string]float64) {
	sums, weights := map[string]float64{}, map[string]float64{}
	lowest, highest, mean = map[string]float64{}, map[string]float64{}, map[string]float64{}
	least, most := map[string]float64{}, map[string]float64{} // shares of disks
	for _, s := range l.byID {
		if s.at.Before(start) || !s.at.Before(start.Add(span.Length)) {
			continue
		}
		samples++
		for name, v := range s.values {
			weight := 1.0
			if name == "cpu.user" {
				weight = math.Min(s.interval, s.at.Sub(start).Seconds())
			}
			sums[name] += v * weight
			weights[name] += weight
			if _, known := lowest[name]; !known {
				lowest[name], highest[name] = v, v
			}
			lowest[name], highest[name] = math.Min(lowest[name], v), math.Max(highest[name], v)
		}
		for _, mount := range []string{"/", "/mnt/a b"} {
			if used, has := s.values[mount+" used"]; has {
				share := used / (used + s.values[mount+" free"])
				if known, has := least[mount]; !has || share < known {
					least[mount] = share
				}
				most[mount] = math.Max(most[mount], share)
			}
		}
	}
	for name := range sums {
		mean[name] = sums[name] / weights[name]
	}
	for mount := range least { // the extremes of a disk's fields are those of its share
		delete(lowest, mount+" free")
		delete(highest, mount+" free")
		lowest[mount+" used"], highest[mount+" used"] = least[mount], most[mount]
	}
	return samples, mean, lowest, highest
}

// check compares the store's hours and days with what all samples give.
func (l *longSamples) check(t *testing.T) {
	t.Helper()
	for _, span := range []rollup.Span{rollup.Hours, rollup.Days} {
		want := map[time.Time]bool{}
		for _, s := range l.byID {
			start := span.Start(s.at)
			if !start.Add(span.Length).After(l.last) && !start.Before(span.Start(l.last).Add(-time.Duration(span.Slots)*span.Length)) {
				want[start] = true
			}
		}
		count := len(want)
		_, err := l.store.History(t.Context(), span, longHost, func(doc []byte) error {
			h, err := rollup.ReadHead(doc)
			if err != nil {
				return err
			}
			if !want[h.Start] {
				t.Errorf("%s %v: it is not over, has no samples, or is there twice", span.Name, h.Start)
				return nil
			}
			delete(want, h.Start)
			l.compare(t, h, doc)
			return nil
		})
		for start := range want {
			t.Errorf("%s %v: it is missing", span.Name, start)
		}
		if err != nil || count < len(l.byID)/400 {
			t.Errorf("%d %s of %d samples, %v", count, span.Name, len(l.byID), err)
		}
		t.Logf("%d %s of %d samples", count, span.Name, len(l.byID))
	}
}

func (l *longSamples) compare(t *testing.T, h rollup.Head, doc bson.Raw) {
	t.Helper()
	samples, mean, lowest, highest := l.expected(h.Span, h.Start)
	if h.Samples != samples {
		t.Errorf("%s %v: it covers %d samples, want %d", h.Span.Name, h.Start, h.Samples, samples)
	}
	for name, want := range map[string]map[string]float64{"mean": mean, "min": lowest, "max": highest} {
		part := doc
		if name != "mean" {
			part = doc.Lookup(name).Document()
		}
		got := valuesOf(part)
		if name != "mean" {
			for _, mount := range []string{"/", "/mnt/a b"} {
				if used, has := got[mount+" used"]; has {
					got[mount+" used"] = used / (used + got[mount+" free"])
					delete(got, mount+" free")
				}
			}
		}
		if diff := differ(want, got); diff != "" {
			t.Errorf("%s %v, %s: %s", h.Span.Name, h.Start, name, diff)
		}
	}
}

// differ says how values differ by more than rounding; "" if they do not.
func differ(want, got map[string]float64) string {
	if len(got) != len(want) {
		return fmt.Sprintf("got %v, want %v", got, want)
	}
	for name, v := range want {
		if g, has := got[name]; !has || math.Abs(g-v) > 1e-9*math.Max(1, math.Abs(v)) {
			return fmt.Sprintf("%s is %v, want %v", name, g, v)
		}
	}
	return ""
}
