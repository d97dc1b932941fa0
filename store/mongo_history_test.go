package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/rollup"
	"psmonitor/test/servers"
)

// midnight begins a UTC day.
var midnight = time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)

// historyDocument returns the history document of a host's n-th hour or day from midnight on, which covers so many samples.
func historyDocument(t testing.TB, span rollup.Span, host string, n, samples int) []byte {
	t.Helper()
	return historyAt(t, span, host, midnight.Add(time.Duration(n)*span.Length), samples)
}

// history returns what a host's history documents are: "HOST N×SAMPLES", sorted, N counted from midnight.
func history(t testing.TB, s Store, span rollup.Span, host string) []string {
	t.Helper()
	got := []string{}
	_, err := s.History(t.Context(), span, host, func(doc []byte) error {
		raw := bson.Raw(doc)
		n := raw.Lookup("date").Time().Sub(midnight) / span.Length
		got = append(got, fmt.Sprintf("%s %d×%d", raw.Lookup("server").StringValue(), n, raw.Lookup("samples").AsInt64()))
		return raw.Validate()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	return got
}

func wantHistory(t testing.TB, s Store, span rollup.Span, host string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), history(t, s, span, host)); diff != "" {
		t.Errorf("%s of %s (-want +got):\n%s", span.Name, host, diff)
	}
}

func mustPutHistory(t testing.TB, s Store, span rollup.Span, host string, docs ...[]byte) {
	t.Helper()
	if err := s.PutHistory(t.Context(), span, host, docs...); err != nil {
		t.Fatal(err)
	}
}

func openedMongo(t testing.TB, storeURL string, o Options) *mongoStore {
	t.Helper()
	return opened(t, storeURL, o).(*mongoStore)
}

// Hosts whose names are neighbours in the index share nothing.
func TestMongoHistoryOfNeighbours(t *testing.T) {
	storeURL := ferretDatabase(t)
	s := openedMongo(t, storeURL, Options{Max: 10})
	hosts := []string{"web-01", "web-0", "web-010", "web-01.x", "web-01-", "web-01_", "web-01.", "web-01A", "web-01z", "web-019", "WEB-01", "-", "z",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz_0123456789.x", strings.Repeat("m", 119), strings.Repeat("m", 120)}
	for i, host := range hosts {
		mustAppend(t, s, host, numbered(t, 1, 1)...)
		mustPutHistory(t, s, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, i+1), historyDocument(t, rollup.Hours, host, 1487, i+1))
		mustPutHistory(t, s, rollup.Days, host, historyDocument(t, rollup.Days, host, 7, i+1))
	}
	for i, host := range hosts {
		wantHistory(t, s, rollup.Hours, host, fmt.Sprintf("%s 0×%d", host, i+1), fmt.Sprintf("%s 1487×%d", host, i+1))
		wantHistory(t, s, rollup.Days, host, fmt.Sprintf("%s 7×%d", host, i+1))
		heads, err := s.HistoryHeads(t.Context(), rollup.Days, host)
		if want := []rollup.Head{{Span: rollup.Days, Host: host, Start: midnight.AddDate(0, 0, 7), Samples: i + 1}}; err != nil || !slices.Equal(heads, want) {
			t.Errorf("got the heads %v and %v, want %v", heads, err, want)
		}
	}
	wantHosts(t, s, slices.Sorted(slices.Values(hosts))...) // the two collections are no hosts
	if err := s.Drop(t.Context(), "web-01"); err != nil {
		t.Fatal(err)
	}
	wantHistory(t, s, rollup.Hours, "web-01")
	wantHistory(t, s, rollup.Days, "web-01")
	for i, host := range hosts[1:] {
		wantHistory(t, s, rollup.Hours, host, fmt.Sprintf("%s 0×%d", host, i+2), fmt.Sprintf("%s 1487×%d", host, i+2))
		wantHistory(t, s, rollup.Days, host, fmt.Sprintf("%s 7×%d", host, i+2))
	}
}

// The collections have the index of _id and no other, and are not capped.
func TestMongoHistoryCollections(t *testing.T) {
	storeURL := ferretDatabase(t)
	s := openedMongo(t, storeURL, Options{Max: 10})
	mustPutHistory(t, s, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 1))
	mustPutHistory(t, s, rollup.Days, host, historyDocument(t, rollup.Days, host, 0, 1))
	for _, name := range []string{"history:hours", "history:days"} {
		indexes, err := servers.Raw(t, storeURL).Collection(name).Indexes().ListSpecifications(t.Context())
		if err != nil || len(indexes) != 1 || indexes[0].Name != "_id_" {
			t.Errorf("%s: %d indexes, %v", name, len(indexes), err)
		}
		if c, ok, err := s.fetch(t.Context(), name, s.database.ReadPreference()); !ok || c.capped || err != nil {
			t.Errorf("%s: %+v, %t, %v", name, c, ok, err)
		}
	}
	wantHosts(t, s)
}

// Of several writers that roll up one hour at once, the one that knows most samples wins.
func TestMongoHistoryOfTwoWriters(t *testing.T) {
	storeURL := ferretDatabase(t)
	var writers sync.WaitGroup
	for w := range 2 {
		s := openedMongo(t, storeURL, Options{Max: 10})
		writers.Go(func() {
			for n := range 12 {
				docs := [][]byte{historyDocument(t, rollup.Hours, host, 0, 2*n+w+1), historyDocument(t, rollup.Hours, host, 1, 24-n)}
				if err := s.PutHistory(context.Background(), rollup.Hours, host, docs...); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	wantHistory(t, openedMongo(t, storeURL, Options{ReadOnly: true}), rollup.Hours, host, host+" 0×24", host+" 1×24")
}

// duplicateKey is the answer to an update that loses a race.
var duplicateKey = bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(0)}, {Key: "nModified", Value: int32(0)}, {Key: "writeErrors", Value: bson.A{
	bson.D{{Key: "index", Value: int32(0)}, {Key: "code", Value: int32(11000)}, {Key: "errmsg", Value: "E11000 duplicate key error"}}}}}

// A writer that meets a duplicate key, because another one was faster, tries once more and no oftener.
func TestMongoHistoryLosesARace(t *testing.T) {
	for name, test := range map[string]struct {
		lost  int32 // updates that meet a duplicate key
		other int   // samples of the other writer's document
		want  string
	}{
		"other knows less":    {1, 5, "×12"},
		"other knows as much": {1, 12, "×12"},
		"lost twice":          {2, 5, "×5"},
	} {
		t.Run(name, func(t *testing.T) {
			storeURL := ferretDatabase(t)
			other := openedMongo(t, storeURL, Options{Max: 10})
			var updates atomic.Int32
			s := openedMongo(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
				if c.Name == "update" && updates.Add(1) <= test.lost {
					mustPutHistory(t, other, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, test.other))
					a.Answer = duplicateKey
				}
				return a
			}), Options{Max: 10})
			mustPutHistory(t, s, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 12))
			wantHistory(t, s, rollup.Hours, host, host+" 0"+test.want)
			if n := updates.Load(); n != 2 {
				t.Errorf("%d updates, want 2", n)
			}
		})
	}
}

// Documents are replaced in one command, however many. One that is stored already keeps none of the others out.
func TestMongoHistoryInOneCommand(t *testing.T) {
	p, through := newProxy(t, ferretDatabase(t))
	s := openedMongo(t, through, Options{Max: 10})
	var docs [][]byte
	var want []string
	for n := range 30 {
		docs = append(docs, historyDocument(t, rollup.Hours, host, n, 12))
		want = append(want, fmt.Sprintf("%s %d×12", host, n))
	}
	mustPutHistory(t, s, rollup.Hours, host, docs...)
	if got := p.taken(); !slices.Equal(got, []string{"update"}) {
		t.Errorf("asked for %q, want one update", got)
	}
	docs[7] = historyDocument(t, rollup.Hours, host, 7, 13)
	mustPutHistory(t, s, rollup.Hours, host, docs...)
	want[7] = host + " 7×13"
	slices.Sort(want)
	wantHistory(t, s, rollup.Hours, host, want...)
}

// While there is no primary, history is read from secondaries. Replacements wait for the next primary.
func TestMongoHistoryInAnElection(t *testing.T) {
	set := newReplicaSet(t)
	s := openedMongo(t, set.url, Options{Max: 30})
	mustPutHistory(t, s, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 5))
	set.elect(-1)
	var once sync.Once
	set.onWrite = func() { once.Do(func() { time.AfterFunc(100*time.Millisecond, func() { set.elect(1) }) }) }
	wantHistory(t, openedMongo(t, set.url+"&readPreference=secondaryPreferred", Options{ReadOnly: true}), rollup.Hours, host, host+" 0×5")
	mustPutHistory(t, s, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 6))
	wantHistory(t, s, rollup.Hours, host, host+" 0×6")
}

// A server's answers that FerretDB does not give.
func TestMongoHistoryAnswers(t *testing.T) {
	ok := bson.E{Key: "ok", Value: 1.0}
	writeError := func(index, code int32, text string) bson.E {
		return bson.E{Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: index}, {Key: "code", Value: code}, {Key: "errmsg", Value: text}}}}
	}
	put := func(s *mongoStore) error {
		return s.PutHistory(t.Context(), rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 1), historyDocument(t, rollup.Hours, host, 1, 1))
	}
	read := func(s *mongoStore) error {
		_, err := s.History(t.Context(), rollup.Days, host, func([]byte) error { return nil })
		return err
	}
	refusal := func(command string) bson.D {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(13)}, {Key: "codeName", Value: "Unauthorized"},
			{Key: "errmsg", Value: `not authorized on reports to execute command { ` + command + `: "history:hours" }`}}
	}
	for name, test := range map[string]struct {
		command string
		answer  bson.D
		ask     func(s *mongoStore) error
		want    string
	}{
		"not confirmed": {"update", append(slices.Clone(duplicateKey), bson.E{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: int32(64)}, {Key: "errmsg", Value: "timed out"}}}),
			put, "too few members"},
		"too large": {"update", bson.D{ok, {Key: "n", Value: int32(1)}, writeError(1, 10334, "BSONObj size is invalid")}, put, "size is invalid (code 10334)"},
		"an error of a document that was not sent": {"update", bson.D{ok, {Key: "n", Value: int32(1)}, writeError(7, 11000, "E11000")}, put, "not valid"},
		"not valid":                {"update", bson.D{ok, {Key: "recoveryToken", Value: 1.5}}, put, "not valid"},
		"no permission to replace": {"update", refusal("update"), put, "the permission for insert and update on the database: grant the role psmonitorSampler"},
		"no permission to read":    {"find", refusal("find"), read, "the permission for find on the database: grant the role psmonitorRenderer"},
		"find not valid":           {"find", bson.D{ok, {Key: "recoveryToken", Value: 1.5}}, read, "not valid"},
		"no permission to remove": {"delete", refusal("delete"), func(s *mongoStore) error { return s.Drop(t.Context(), host) },
			"the permission for remove on the database: grant the role psmonitorForget"},
	} {
		t.Run(name, func(t *testing.T) {
			storeURL := ferretDatabase(t)
			first := openedMongo(t, storeURL, Options{Max: 10})
			mustAppend(t, first, host, numbered(t, 1, 1)...)
			mustPutHistory(t, first, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 1))
			s := openedMongo(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
				if c.Name == test.command {
					a.Answer = test.answer
				}
				return a
			}), Options{Max: 10})
			if err := test.ask(s); err == nil || !strings.Contains(err.Error(), test.want) || len(err.Error()) > 500 {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			wantHistory(t, first, rollup.Hours, host, host+" 0×1") // also after a Drop that failed
			wantNumbers(t, first, host, 10, upTo(1, 1))
		})
	}
}

// A server that answers with other hosts' documents, or without end, is not believed.
func TestMongoHistoryOfAWrongServer(t *testing.T) {
	list := bson.A{bson.Raw(historyDocument(t, rollup.Hours, "web-010", 0, 1)), bson.D{{Key: "_id", Value: 7}}}
	for range 1000 {
		list = append(list, bson.Raw(historyDocument(t, rollup.Hours, host, 0, 1)))
	}
	s := openedMongo(t, servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
		switch c.Name {
		case "find":
			a.Answer = endless(c, "firstBatch", list)
		case "getMore":
			a.Answer = endless(c, "nextBatch", list)
		}
		return a
	}), Options{ReadOnly: true})
	n := 0
	_, err := s.History(t.Context(), rollup.Hours, host, func(doc []byte) error {
		n++
		if id := bson.Raw(doc).Lookup("_id").String(); !strings.HasPrefix(id, `"`+host+"/") {
			t.Fatalf("got the document %s", id)
		}
		return nil
	})
	if err != nil || n > rollup.Hours.Slots {
		t.Errorf("got %d documents and %v, want at most %d", n, err, rollup.Hours.Slots)
	}
}

func TestMongoHistoryObeysContext(t *testing.T) {
	s := openedMongo(t, ferretDatabase(t), Options{Max: 10})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.PutHistory(ended, rollup.Hours, host, historyDocument(t, rollup.Hours, host, 0, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("put: got %v", err)
	}
	if _, err := s.History(ended, rollup.Hours, host, func([]byte) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("read: got %v", err)
	}
	wantHistory(t, s, rollup.Hours, host)
}
