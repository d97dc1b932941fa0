package history

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store"
)

const host = "web-01"

var maker = Maker{Keep: 48 * time.Hour, Every: 5 * time.Minute, Families: []metric.Family{{Name: "users", Charts: []metric.Chart{
	{ID: "users", Lines: []metric.Line{{Field: "users"}}}}}}}

// midnight is when the tests' second day begins.
var midnight = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func opened(t *testing.T) store.Store {
	t.Helper()
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(t.TempDir())}
	s, err := store.Open(t.Context(), u.String(), store.Options{Max: 1000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

// sampled stores samples of these dates, each with that many users.
func sampled(t *testing.T, s store.Store, users int, dates ...time.Time) {
	t.Helper()
	for _, at := range dates {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "date", Value: primitive.NewDateTimeFromTime(at)}, {Key: "users", Value: users}})
		if err == nil {
			err = s.Append(t.Context(), host, doc)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// every returns dates from from to to, which is not among them.
func every(step time.Duration, from, to time.Time) (dates []time.Time) {
	for at := from; at.Before(to); at = at.Add(step) {
		dates = append(dates, at)
	}
	return dates
}

// made makes history and returns what there is then: "21T03 12 1.5" is an hour of twelve samples, with the mean of their users.
func made(t *testing.T, s store.Store, span rollup.Span, since time.Time) []string {
	t.Helper()
	if _, err := maker.Make(t.Context(), s, host, Position{Hour: since}); err != nil {
		t.Fatal(err)
	}
	list := []string{}
	_, err := s.History(t.Context(), span, host, func(doc []byte) error {
		h, err := rollup.ReadHead(doc)
		list = append(list, fmt.Sprintf("%s %d %v", h.Start.Format("02T15"), h.Samples, bson.Raw(doc).Lookup("users").Double()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestMakesHoursAndDaysThatAreOver(t *testing.T) {
	s := opened(t)
	want(t, "no samples", made(t, s, rollup.Hours, time.Time{}))
	sampled(t, s, 1, every(20*time.Minute, midnight.Add(-2*time.Hour), midnight)...)
	sampled(t, s, 4, midnight.Add(30*time.Minute))
	want(t, "hours", made(t, s, rollup.Hours, time.Time{}), "20T22 3 1", "20T23 3 1")
	want(t, "days", made(t, s, rollup.Days, time.Time{}), "20T00 6 1")
	sampled(t, s, 6, midnight.Add(time.Hour)) // the first of the next hour
	want(t, "hours, an hour later", made(t, s, rollup.Hours, time.Time{}), "20T22 3 1", "20T23 3 1", "21T00 1 4")
}

func TestLateSamplesMakeAnHourAgain(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(20*time.Minute, midnight, midnight.Add(2*time.Hour+time.Minute))...)
	want(t, "hours", made(t, s, rollup.Hours, time.Time{}), "21T00 3 1", "21T01 3 1")
	sampled(t, s, 5, midnight.Add(10*time.Minute)) // of another writer: it is the last that is stored
	want(t, "nothing after the sample stored last", made(t, s, rollup.Hours, time.Time{}), "21T00 3 1", "21T01 3 1")
	sampled(t, s, 1, midnight.Add(2*time.Hour+20*time.Minute))
	want(t, "the late one is in its hour", made(t, s, rollup.Hours, time.Time{}), "21T00 4 2", "21T01 3 1")
}

func TestSampleAtTheSameDateCountsOnce(t *testing.T) {
	s := opened(t)
	at := midnight.Add(10 * time.Minute)
	sampled(t, s, 3, at, at, midnight.Add(time.Hour))
	want(t, "hours", made(t, s, rollup.Hours, time.Time{}), "21T00 1 3")
}

func TestOldSamplesLeaveHistoryAlone(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(20*time.Minute, midnight, midnight.Add(2*time.Hour+time.Minute))...)
	made(t, s, rollup.Hours, time.Time{})
	sampled(t, s, 9, midnight.Add(-30*24*time.Hour)) // 30 days old, out of a spool
	sampled(t, s, 1, midnight.Add(3*time.Hour))
	want(t, "hours", made(t, s, rollup.Hours, time.Time{}), "21T00 3 1", "21T01 3 1", "21T02 1 1")
}

// TestOldestHoursAreNotMade has a collection that reaches back further than keep: hours that do not lie wholly within it may have lost
// samples.
func TestOldestHoursAreNotMade(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(30*time.Minute, midnight.Add(-3*time.Hour), midnight.Add(48*time.Hour))...)
	hours := made(t, s, rollup.Hours, time.Time{})
	if hours[0] != "21T00 2 1" || len(hours) != 47 {
		t.Errorf("got %d hours from %s on, want 47 from 21T00 on", len(hours), hours[0])
	}
	want(t, "days", made(t, s, rollup.Days, time.Time{}), "21T00 48 1")
}

// TestClockThatWasAhead samples in the future, and then the clock is set back: what is made of the future is replaced when it comes.
func TestClockThatWasAhead(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(30*time.Minute, midnight, midnight.Add(90*time.Minute))...)
	sampled(t, s, 7, midnight.Add(5*time.Hour+10*time.Minute), midnight.Add(6*time.Hour))
	want(t, "ahead", made(t, s, rollup.Hours, time.Time{}), "21T00 2 1", "21T01 1 1", "21T05 1 7")
	for _, at := range every(30*time.Minute, midnight.Add(90*time.Minute), midnight.Add(6*time.Hour+time.Minute)) {
		sampled(t, s, 1, at)
		made(t, s, rollup.Hours, time.Time{})
	}
	want(t, "the time has come", made(t, s, rollup.Hours, time.Time{}),
		"21T00 2 1", "21T01 2 1", "21T02 2 1", "21T03 2 1", "21T04 2 1", "21T05 3 3")
}

func TestSinceLimitsWhatIsMade(t *testing.T) {
	s := opened(t)
	sampled(t, s, 1, every(30*time.Minute, midnight, midnight.Add(4*time.Hour+time.Minute))...)
	want(t, "hours", made(t, s, rollup.Hours, midnight.Add(3*time.Hour)), "21T03 2 1")
	want(t, "hours again", made(t, s, rollup.Hours, midnight.Add(2*time.Hour)), "21T02 2 1", "21T03 2 1")
	want(t, "all", made(t, s, rollup.Hours, time.Time{}), "21T00 2 1", "21T01 2 1", "21T02 2 1", "21T03 2 1")
}

func TestDue(t *testing.T) {
	at := func(hours, minutes int) time.Time {
		return midnight.Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute)
	}
	for _, test := range []struct {
		name          string
		through, last time.Time
		since         time.Time
		due           bool
	}{
		{"nothing is known", time.Time{}, at(3, 5), time.Time{}, true},
		{"in mid-hour", at(3, 0), at(3, 5), at(3, 0), false},
		{"an hour is over", at(3, 0), at(4, 0), at(3, 0), true},
		{"an outage is over", at(13, 0), at(18, 10), at(13, 0), true},
		{"a day is over", at(23, 0), at(24, 5), at(23, 0), true},
		{"before the hour of the host's name", at(27, 0), at(28, 5), at(27, 0), true},
		{"the hour of the host's name", at(28, 0), at(29, 5), time.Time{}, true},
		{"an outage over that hour", at(23, 0), at(60, 5), time.Time{}, true},
		{"the clock was set back", at(19, 0), at(13, 10), at(19, 0), true},
	} {
		since, due := Due(host, Position{Hour: test.through, Mark: "x"}, test.last)
		if !since.Hour.Equal(test.since) || due != test.due || since.Hour.IsZero() != (since.Mark == "") {
			t.Errorf("%s: got %v, %t; want %v, %t", test.name, since, due, test.since, test.due)
		}
	}
}

func TestMadeIsAfterTheNewestHour(t *testing.T) {
	s := opened(t)
	last := midnight.Add(4 * time.Hour)
	wantMade := func(last, want time.Time) {
		t.Helper()
		if got, err := Made(t.Context(), s, host, last); err != nil || !got.Hour.Equal(want) {
			t.Errorf("made before %v, %v; want %v", got.Hour, err, want)
		}
	}
	wantMade(last, time.Time{})
	sampled(t, s, 1, every(30*time.Minute, midnight, last.Add(time.Minute))...)
	made(t, s, rollup.Hours, time.Time{})
	wantMade(last, last)
	wantMade(last.Add(5*time.Hour), last)
	wantMade(last.Add(-2*time.Hour), last.Add(-2*time.Hour)) // later hours are of a clock that was ahead
}

func TestShortKeepHasNoHistory(t *testing.T) {
	for _, test := range []struct {
		keep        time.Duration
		hours, days int
		limit       string
	}{{time.Hour, 0, 0, "no history"}, {2 * time.Hour, 1, 0, "no days"}, {31 * time.Hour, 25, 0, "no days"}, {32 * time.Hour, 25, 1, ""}} {
		s, m := opened(t), maker
		m.Keep = test.keep
		sampled(t, s, 1, every(30*time.Minute, midnight, midnight.Add(25*time.Hour+31*time.Minute))...)
		if _, err := m.Make(t.Context(), s, host, Position{}); err != nil {
			t.Fatal(err)
		}
		hours, _ := s.HistoryHeads(t.Context(), rollup.Hours, host)
		days, _ := s.HistoryHeads(t.Context(), rollup.Days, host)
		limit := m.Limit()
		if len(hours) != test.hours || len(days) != test.days || !strings.Contains(limit, test.limit) || (limit == "") != (test.limit == "") {
			t.Errorf("keep %v: got %d hours, %d days and %q; want %d, %d and %q", test.keep, len(hours), len(days), limit, test.hours, test.days, test.limit)
		}
	}
}
