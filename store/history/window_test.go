package history

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// limited is a store that fails when more than a few samples are read.
type limited struct {
	store.Store
	most int
}

func (l limited) Newest(ctx context.Context, host string, n int, visit func([]byte) error) (int, error) {
	if n > l.most {
		return 0, fmt.Errorf("read %d samples, want at most %d", n, l.most)
	}
	return l.Store.Newest(ctx, host, n, visit)
}

// TestOrdinaryHourReadsFewSamples makes an hour after the other: only the last ones are read, and no history. Late samples of another
// writer are in the way: first a few, then so many that the last hour's are not among the newest.
func TestOrdinaryHourReadsFewSamples(t *testing.T) {
	s := opened(t)
	few := limited{s, 60}
	at := func(hour int) time.Time { return midnight.Add(time.Duration(hour+6) * time.Hour) }
	sampled(t, s, 1, every(5*time.Minute, at(-20), at(1).Add(time.Minute))...)
	made, err := maker.Make(t.Context(), s, host, Position{})
	next := func(st store.Store, last time.Time) error {
		since, due := Due(host, made, last)
		if !due {
			t.Errorf("nothing is due at %v", last)
		}
		made, err = maker.Make(t.Context(), st, host, since)
		return err
	}
	for hour := 1; hour < 4; hour++ {
		sampled(t, s, hour, every(5*time.Minute, at(hour).Add(5*time.Minute), at(hour+1).Add(time.Minute))...)
		if err = next(few, at(hour+1)); err != nil {
			t.Fatal(err)
		}
	}
	sampled(t, s, 9, every(5*time.Minute, at(-30), at(-29))...)
	sampled(t, s, 4, every(5*time.Minute, at(4).Add(5*time.Minute), at(5).Add(time.Minute))...)
	if err = next(few, at(5)); err != nil {
		t.Fatal(err)
	}
	sampled(t, s, 5, every(5*time.Minute, at(5).Add(5*time.Minute), at(5).Add(40*time.Minute))...)
	sampled(t, s, 9, every(5*time.Minute, at(-40), at(-35))...)
	sampled(t, s, 5, at(5).Add(45*time.Minute), at(6))
	if err := next(few, at(6)); err == nil || !strings.Contains(err.Error(), "want at most 60") {
		t.Errorf("got %v, want that all samples are read", err)
	}
	made = Position{at(5), made.Mark}
	if err := next(s, at(6)); err != nil {
		t.Fatal(err)
	}
	heads, err := s.HistoryHeads(t.Context(), rollup.Hours, host)
	got := map[string]int{}
	for _, h := range heads {
		got[h.Start.Format("02T15")] = h.Samples
	}
	for hour, want := range map[string]int{"21T05": 12, "21T06": 12, "21T07": 12, "21T09": 12, "21T10": 12, "21T11": 9} {
		if got[hour] != want {
			t.Errorf("hour %s covers %d samples, want %d; %v", hour, got[hour], want, err)
		}
	}
	if !made.Hour.Equal(at(6)) || made.Mark == "" {
		t.Errorf("made is %v", made)
	}
}

// TestTooLargeHoursAreLeftOut has an hour that is larger than its samples.
func TestTooLargeHoursAreLeftOut(t *testing.T) {
	s := opened(t)
	for i, at := range every(20*time.Minute, midnight, midnight.Add(2*time.Hour+time.Minute)) {
		size := 10
		if i == 2 { // the newest of its hour, of which the text is kept
			size = metric.MaxDocument - 100
		}
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: i}, {Key: "date", Value: primitive.NewDateTimeFromTime(at)}, {Key: "users", Value: i},
			{Key: "text", Value: strings.Repeat("x", size)}})
		if err == nil {
			err = s.Append(t.Context(), host, doc)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want(t, "hours", made(t, s, rollup.Hours, time.Time{}), "21T01 3 4")
}

// TestMarkIsUnknownWhenTimeGoesBack stores a sample of an earlier hour last: there may be others of that hour before the mark.
func TestMarkIsUnknownWhenTimeGoesBack(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(10*time.Minute, midnight, midnight.Add(3*time.Hour+time.Minute))...)
	first, err := maker.Make(t.Context(), s, host, Position{})
	if err != nil || first.Mark == "" {
		t.Fatalf("made is %v, %v; want a mark", first, err)
	}
	sampled(t, s, 2, midnight.Add(65*time.Minute))
	back, err := maker.Make(t.Context(), limited{s, 60}, host, first)
	if want := (Position{Hour: midnight.Add(time.Hour)}); err != nil || back != want {
		t.Fatalf("made is %v, %v; want %v", back, err, want)
	}
	sampled(t, s, 3, midnight.Add(2*time.Hour+5*time.Minute))
	if _, err := maker.Make(t.Context(), s, host, back); err != nil {
		t.Fatal(err)
	}
	want(t, "hours", made(t, s, rollup.Hours, back.Hour), "21T00 6 1", "21T01 7 1.1428571428571428", "21T02 6 1")
}

// TestDaysAreMadeAtTheHourOfTheName makes all hours of a night: only the last ones' samples are read at midnight, and no day is made of them.
func TestDaysAreMadeAtTheHourOfTheName(t *testing.T) {
	s := opened(t)
	at := func(hour int) time.Time { return midnight.Add(time.Duration(hour) * time.Hour) }
	sampled(t, s, 1, every(30*time.Minute, at(-24), at(-1).Add(time.Minute))...)
	made, err := maker.Make(t.Context(), s, host, Position{})
	for hour := -1; hour < 8 && err == nil; hour++ {
		sampled(t, s, 1, at(hour).Add(30*time.Minute), at(hour+1))
		since, _ := Due(host, made, at(hour+1))
		if made, err = maker.Make(t.Context(), s, host, since); err != nil {
			break
		}
		days, headsErr := s.HistoryHeads(t.Context(), rollup.Days, host)
		isMade := len(days) == 1 && days[0].Samples == 48
		if want := at(hour+1).Sub(midnight) >= rollup.DayDelay(host); isMade != want || len(days) > 1 || headsErr != nil {
			t.Errorf("at %v: days are %+v, %v; made: want %t", at(hour+1), days, headsErr, want)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
