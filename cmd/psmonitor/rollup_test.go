package main

import (
	"os"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// TestRollupOfTheArticlesDocuments rolls up documents as the article's Python program writes them: five fields of the CPU, no interval, no
// arrays, and local time without a zone.
func TestRollupOfTheArticlesDocuments(t *testing.T) {
	storeURL := fileURL(t.TempDir())
	st, err := store.Open(t.Context(), storeURL, store.Options{Max: 576})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(st)
	for minutes := 0; minutes <= 60; minutes += 20 {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "server", Value: "example01"},
			{Key: "date", Value: primitive.NewDateTimeFromTime(someHour.Add(time.Duration(minutes) * time.Minute))},
			{Key: "cpu", Value: bson.D{{Key: "user", Value: float64(minutes)}, {Key: "nice", Value: 0.0}, {Key: "system", Value: 1.0}, {Key: "idle", Value: 99.0 - float64(minutes)}, {Key: "irq", Value: 0.0}}},
			{Key: "disk_root", Value: bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(minutes)}, {Key: "free", Value: int64(100 - minutes)}}},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: int64(1000)}, {Key: "used", Value: int64(minutes)}, {Key: "free", Value: int64(0)}}}})
		if err == nil {
			err = st.Append(t.Context(), "example01", doc)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	psmonitor(t, "rollup", "-config", os.DevNull, "-store", storeURL)
	hours := 0
	_, err = st.History(t.Context(), rollup.Hours, "example01", func(doc []byte) error {
		hours++
		for field, want := range map[string]float64{"phymem.used": 20, "min.phymem.used": 0, "max.phymem.used": 40, "max.cpu.user": 40, "samples": 3} {
			if got := number(bson.Raw(doc), field); got != want {
				t.Errorf("%s is %v, want %v", field, got, want)
			}
		}
		// Without an interval, a sample covers the cadence, 5 minutes: the first one, at the full hour, nothing of it.
		if got := number(bson.Raw(doc), "cpu.user"); got != 30 {
			t.Errorf("cpu.user is %v, want 30", got)
		}
		return nil
	})
	if err != nil || hours != 1 {
		t.Errorf("got %d hours, %v; want 1", hours, err)
	}
}
