package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
)

// historyContract lists what every store does with history.
var historyContract = []struct {
	behaviour string
	check     func(t *testing.T, at place, storeURL string)
}{
	{"has no history of an unknown host", knowsNoHistory},
	{"keeps hours and days, and hosts with similar names, apart", keepsHistoryApart},
	{"replaces a history document of another date or with fewer samples, and no other", replacesHistory},
	{"replaces within one call", replacesWithinOneCall},
	{"loses no history of two writers", losesNoHistory},
	{"lists no host that has history only", listsNoHistory},
	{"refuses what is not this host's history", refusesOtherHistory},
	{"drops a host's history, and no other", dropsHistory},
	{"drops history without samples", dropsHistoryAlone},
	{"ends reading history with the error of visit", endsHistoryWithVisit},
	{"opened for reading only, stores no history", readOnlyStoresNoHistory},
	{"does nothing with history after the context's end", historyObeysContext},
}

func TestHistoryContract(t *testing.T) {
	for _, at := range places() {
		t.Run(at.name, func(t *testing.T) {
			for _, c := range historyContract {
				t.Run(c.behaviour, func(t *testing.T) { c.check(t, at, at.url(t)) })
			}
		})
	}
}

// someHour and someDay are when hours and days begin.
var (
	someHour = time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC)
	someDay  = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
)

// historyAt returns the document of the hour or day that begins at start, and covers so many samples.
func historyAt(t testing.TB, span rollup.Span, host string, start time.Time, samples int) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: span.ID(host, start)}, {Key: "server", Value: host},
		{Key: "date", Value: primitive.NewDateTimeFromTime(start)}, {Key: "interval", Value: span.Length.Seconds()},
		{Key: "samples", Value: samples}, {Key: "users", Value: 1.5}, {Key: "min", Value: bson.D{{Key: "users", Value: 1.0}}}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// wantCovered wants a host's history to be these documents, by History and by HistoryHeads: a date and a number of samples each.
func wantCovered(t testing.TB, s Store, span rollup.Span, host string, want ...string) {
	t.Helper()
	got, heads := []string{}, []string{}
	damaged, err := s.History(t.Context(), span, host, func(doc []byte) error {
		h, err := rollup.ReadHead(doc)
		got = append(got, covers(h))
		return errors.Join(err, bson.Raw(doc).Validate())
	})
	if err != nil || damaged != 0 {
		t.Errorf("%s of %s: %d damaged, %v", span.Name, host, damaged, err)
	}
	list, err := s.HistoryHeads(t.Context(), span, host)
	if err != nil {
		t.Error(err)
	}
	for _, h := range list {
		if h.Host != host || h.Span != span {
			t.Errorf("got a document of the %s of %s, want %s of %s", h.Span.Name, h.Host, span.Name, host)
		}
		heads = append(heads, covers(h))
	}
	slices.Sort(got)
	slices.Sort(heads)
	if diff := cmp.Diff([][]string{append([]string{}, want...), append([]string{}, want...)}, [][]string{got, heads}); diff != "" {
		t.Errorf("documents and heads of the %s of %s (-want +got):\n%s", span.Name, host, diff)
	}
}

func covers(h rollup.Head) string {
	return fmt.Sprintf("%s: %d", h.Start.Format("01-02 15h"), h.Samples)
}

func knowsNoHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	wantCovered(t, s, rollup.Hours, host)
	mustPutHistory(t, s, rollup.Hours, host)
	wantCovered(t, s, rollup.Hours, host)
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	wantCovered(t, s, rollup.Hours, host)
	if stamp, err := s.HistoryStamp(t.Context(), rollup.Hours, host); stamp != "" || err != nil {
		t.Errorf("got the stamp %q, %v of no history", stamp, err)
	}
}

func keepsHistoryApart(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	names := []string{"web-01", "web-010", "web-01.x", "web-01-a", "web-0", "Web-01", "web_01", strings.Repeat("m", 120)}
	for i, name := range names {
		mustPutHistory(t, s, rollup.Hours, name, historyAt(t, rollup.Hours, name, someHour, 1+i))
		mustPutHistory(t, s, rollup.Days, name, historyAt(t, rollup.Days, name, someDay, 100+i))
	}
	for i, name := range names {
		wantCovered(t, s, rollup.Hours, name, fmt.Sprintf("11-20 07h: %d", 1+i))
		wantCovered(t, s, rollup.Days, name, fmt.Sprintf("11-20 00h: %d", 100+i))
	}
}

func replacesHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	lap := time.Duration(rollup.Hours.Slots) * time.Hour
	put := func(start time.Time, samples int) {
		t.Helper()
		mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, start, samples))
	}
	put(someHour, 5)
	put(someHour.Add(time.Hour), 12)
	put(someHour, 4) // fewer samples
	put(someHour, 5) // as many
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 5", "11-20 08h: 12")
	put(someHour, 6)
	wantCovered(t, opened(t, storeURL, Options{ReadOnly: true}), rollup.Hours, host, "11-20 07h: 6", "11-20 08h: 12")
	put(someHour.Add(lap), 1) // the slot's next date
	wantCovered(t, s, rollup.Hours, host, "01-21 07h: 1", "11-20 08h: 12")
	put(someHour, 2) // the date before: the clock was wrong
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 2", "11-20 08h: 12")
}

func replacesWithinOneCall(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 3), historyAt(t, rollup.Hours, host, someHour, 9),
		historyAt(t, rollup.Hours, host, someHour, 6), historyAt(t, rollup.Hours, host, someHour.Add(time.Hour), 1))
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 9", "11-20 08h: 1")
}

func losesNoHistory(t *testing.T, _ place, storeURL string) {
	var writers sync.WaitGroup
	const hours = 8
	for w := range 2 {
		s := opened(t, storeURL, Options{Max: 10})
		writers.Go(func() {
			for h := range hours {
				doc := historyAt(t, rollup.Hours, host, someHour.Add(time.Duration(h)*time.Hour), 10+(w+h)%2)
				err := s.PutHistory(t.Context(), rollup.Hours, host, doc)
				for err != nil && strings.Contains(err.Error(), "has been locked") {
					err = s.PutHistory(t.Context(), rollup.Hours, host, doc)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	var want []string
	for h := range hours {
		want = append(want, fmt.Sprintf("11-20 %02dh: 11", 7+h))
	}
	wantCovered(t, opened(t, storeURL, Options{ReadOnly: true}), rollup.Hours, host, want...)
}

func listsNoHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 1))
	mustPutHistory(t, s, rollup.Days, host, historyAt(t, rollup.Days, host, someDay, 1))
	wantHosts(t, s)
	mustAppend(t, s, "hours", numbered(t, 1, 1)...) // names that stores use for themselves
	mustAppend(t, s, "days", numbered(t, 2, 2)...)
	wantHosts(t, s, "days", "hours")
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 1")
}

func refusesOtherHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	good := historyAt(t, rollup.Hours, host, someHour, 1)
	for name, doc := range map[string][]byte{
		"another host's": historyAt(t, rollup.Hours, "another", someHour, 1), "a day": historyAt(t, rollup.Days, host, someDay, 1),
		"within an hour": historyAt(t, rollup.Hours, host, someHour.Add(time.Minute), 1), "no samples": historyAt(t, rollup.Hours, host, someHour, 0),
		"a sample": numbered(t, 1, 1)[0], "no BSON": []byte("hello, world"), "nothing": nil,
	} {
		if err := s.PutHistory(t.Context(), rollup.Hours, host, good, doc); err == nil {
			t.Errorf("stored a document: %s", name)
		}
	}
	for _, name := range []string{"", "../" + host, "a/b"} {
		_, historyErr := s.History(t.Context(), rollup.Hours, name, func([]byte) error { return nil })
		_, stampErr := s.HistoryStamp(t.Context(), rollup.Hours, name)
		if historyErr == nil || stampErr == nil || s.PutHistory(t.Context(), rollup.Hours, name) == nil {
			t.Errorf("accepted the name %q: %v, %v", name, historyErr, stampErr)
		}
	}
	wantCovered(t, s, rollup.Hours, host)
}

func dropsHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	for _, name := range []string{host, host + "0", host + ".x"} {
		mustAppend(t, s, name, numbered(t, 1, 1)...)
		mustPutHistory(t, s, rollup.Hours, name, historyAt(t, rollup.Hours, name, someHour, 1))
		mustPutHistory(t, s, rollup.Days, name, historyAt(t, rollup.Days, name, someDay, 1))
	}
	if err := s.Drop(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	wantCovered(t, s, rollup.Hours, host)
	wantCovered(t, s, rollup.Days, host)
	wantCovered(t, s, rollup.Hours, host+"0", "11-20 07h: 1")
	wantCovered(t, s, rollup.Days, host+".x", "11-20 00h: 1")
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 1))
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 1")
}

func dropsHistoryAlone(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Days, host, historyAt(t, rollup.Days, host, someDay, 1))
	if err := s.Drop(t.Context(), host); err != nil {
		t.Error(err)
	}
	wantCovered(t, s, rollup.Days, host)
	if err := s.Drop(t.Context(), host); !errors.Is(err, ErrUnknown) {
		t.Errorf("a second time: got %v, want %v", err, ErrUnknown)
	}
}

func endsHistoryWithVisit(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 1), historyAt(t, rollup.Hours, host, someHour.Add(time.Hour), 1))
	enough, visited := errors.New("enough"), 0
	_, err := s.History(t.Context(), rollup.Hours, host, func([]byte) error { visited++; return enough })
	if err != enough || visited != 1 {
		t.Errorf("got %v after %d documents, want %v after 1", err, visited, enough)
	}
}

func readOnlyStoresNoHistory(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 1))
	reader := opened(t, storeURL, Options{ReadOnly: true})
	if err := reader.PutHistory(t.Context(), rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 2)); err == nil {
		t.Error("stored by a reader")
	}
	wantCovered(t, reader, rollup.Hours, host, "11-20 07h: 1")
	wantCovered(t, reader, rollup.Days, host)
}

func historyObeysContext(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 1))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, historyErr := s.History(ended, rollup.Hours, host, func([]byte) error { t.Error("visited"); return nil })
	_, headsErr := s.HistoryHeads(ended, rollup.Hours, host)
	for operation, err := range map[string]error{
		"history": historyErr,
		"heads":   headsErr,
		"put":     s.PutHistory(ended, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 2)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", operation, err, context.Canceled)
		}
	}
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 1")
}
