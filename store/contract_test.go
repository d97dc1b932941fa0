package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
	"psmonitor/store/bsonfile"
	"psmonitor/test/servers"
)

// A place is where a kind of store can be.
type place struct {
	name    string
	url     func(t testing.TB) string           // of an empty store that is this test's alone
	foreign func(t *testing.T, storeURL string) // puts things into it that are no hosts'
	batch   int                                 // documents for an Append where each would do, as some take long; 0 is 1
	sends   bool                                // it only sends: its documents are read where they arrive
}

// places lists the kinds of stores. All of them keep the contract.
func places() []place {
	list := []place{
		{name: "files", url: newFolder, foreign: foreignFiles},
		{name: "FerretDB", url: ferretDatabase, foreign: foreignCollections},
		{name: "ssh", url: farFolder, foreign: foreignFiles, batch: 50, sends: true},
	}
	if os.Getenv(servers.URLVariable) != "" {
		list = append(list, place{name: "server in " + servers.URLVariable, url: namedDatabase, foreign: foreignCollections})
	}
	return list
}

// contract lists what every store does.
var contract = []struct {
	behaviour string
	check     func(t *testing.T, at place, storeURL string)
}{
	{"keeps exactly the newest, in order", keepsNewest},
	{"keeps the newest of a batch larger than the maximum", keepsNewestOfBatch},
	{"gives the newest n, oldest first", givesNewest},
	{"gives no more than the beginning of a large document", givesHeads},
	{"counts a document as stored whose id is stored", countsDuplicates},
	{"loses nothing of two appenders", losesNothing},
	{"lists hosts sorted and nothing else", listsHosts},
	{"has no documents of an unknown host", knowsNoUnknownHost},
	{"makes no collection for no documents", makesNothingOfNothing},
	{"ends reading with the error of visit", endsWithVisit},
	{"opened for reading only, makes nothing", readOnlyMakesNothing},
	{"tells apart names at the limits", tellsNamesApart},
	{"refuses what is no host's name", refusesNames},
	{"refuses what is no document", refusesNonsense},
	{"drops a host, and no other", dropsOne},
	{"stamps alike what is the same", stampsTheSameAlike},
	{"stamps anew what has changed", stampsChangesAnew},
	{"stamps no host that is not there", stampsNothing},
	{"stamps no two states alike, however fast", stampsNoTwoStatesAlike},
	{"does nothing after the context's end", obeysContext},
}

func TestContract(t *testing.T) {
	for _, at := range places() {
		t.Run(at.name, func(t *testing.T) {
			for _, c := range contract {
				if at.sends && strings.HasPrefix(c.behaviour, "stamps ") {
					continue // what a reader compares is the affair of the store that is read
				}
				t.Run(c.behaviour, func(t *testing.T) { c.check(t, at, at.url(t)) })
			}
		})
	}
}

const host = "example01"

// newFolder returns the URL of a folder that is not there yet.
func newFolder(t testing.TB) string { return fileURL(t.TempDir() + "/store") }

func fileURL(folder string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}
	return u.String()
}

func foreignFiles(t *testing.T, storeURL string) {
	folder, err := pathOfURL(nearURL(t, storeURL))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"notes.txt", "localhost.bson", "host:week.bson", "two words.bson", "Upper.bson", ".hidden.bson", ".bson", "example01", "example01.bson.new", "example01.bson~", "example01.db"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("not a store"), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// opened opens the store and closes it when the test ends. Warnings are errors.
func opened(t testing.TB, storeURL string, o Options) Store {
	t.Helper()
	if o.Warn == nil {
		o.Warn = func(message string) { t.Errorf("warned: %s", message) }
	}
	s, err := Open(t.Context(), storeURL, o)
	if near := nearURL(t, storeURL); near != storeURL {
		s, err = openBothEnds(t.Context(), storeURL, near, o)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// numbered returns documents with the numbers from first up to and including last.
func numbered(t testing.TB, first, last int) [][]byte {
	t.Helper()
	var docs [][]byte
	for n := first; n <= last; n++ {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "date", Value: primitive.DateTime(1)}, {Key: "n", Value: n}, {Key: "fill", Value: strings.Repeat("x", 600)}})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// sized returns that many documents with so many bytes in each.
func sized(t testing.TB, n, size int) (docs [][]byte) {
	t.Helper()
	for i := range n {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: i}, {Key: "fill", Value: make([]byte, size)}})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

func mustAppend(t testing.TB, s Store, host string, docs ...[]byte) {
	t.Helper()
	if err := s.Append(t.Context(), host, docs...); err != nil {
		t.Fatal(err)
	}
}

// numbers returns the numbers of the newest documents.
func numbers(t testing.TB, s Store, host string, newest int) []int {
	t.Helper()
	got := []int{}
	_, err := s.Newest(t.Context(), host, newest, func(doc []byte) error {
		n, ok := bson.Raw(doc).Lookup("n").AsInt64OK()
		if !ok {
			return fmt.Errorf("document %x has no number", doc)
		}
		got = append(got, int(n))
		return bson.Raw(doc).Validate()
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// upTo returns the numbers from first up to and including last.
func upTo(first, last int) []int {
	list := []int{}
	for n := first; n <= last; n++ {
		list = append(list, n)
	}
	return list
}

func wantNumbers(t testing.TB, s Store, host string, newest int, want []int) {
	t.Helper()
	if diff := cmp.Diff(want, numbers(t, s, host, newest)); diff != "" {
		t.Errorf("newest %d documents of %s (-want +got):\n%s", newest, host, diff)
	}
}

func keepsNewest(t *testing.T, at place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 576})
	for docs := range slices.Chunk(numbered(t, 1, 600), max(at.batch, 1)) {
		mustAppend(t, s, host, docs...)
	}
	wantNumbers(t, s, host, 576, upTo(25, 600))
	wantNumbers(t, opened(t, storeURL, Options{ReadOnly: true}), host, 576, upTo(25, 600))
}

func keepsNewestOfBatch(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	mustAppend(t, s, host, numbered(t, 4, 30)...)
	wantNumbers(t, s, host, 10, upTo(21, 30))
	mustAppend(t, s, host, numbered(t, 31, 34)...)
	wantNumbers(t, s, host, 10, upTo(25, 34))
}

func givesNewest(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 100})
	mustAppend(t, s, host, numbered(t, 1, 20)...)
	wantNumbers(t, s, host, 0, []int{})
	wantNumbers(t, s, host, 1, upTo(20, 20))
	wantNumbers(t, s, host, 7, upTo(14, 20))
	wantNumbers(t, s, host, 20, upTo(1, 20))
	wantNumbers(t, s, host, 1000, upTo(1, 20))
}

func countsDuplicates(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 100})
	docs := numbered(t, 1, 9)
	mustAppend(t, s, host, docs[:5]...)
	mustAppend(t, s, host, docs[4])                                      // the newest
	mustAppend(t, s, host, docs[0])                                      // the oldest
	mustAppend(t, s, host, docs[:5]...)                                  // all
	mustAppend(t, s, host, docs[5], docs[3], docs[6], docs[6])           // mixed, and twice in one call
	mustAppend(t, opened(t, storeURL, Options{Max: 100}), host, docs...) // by another run
	wantNumbers(t, s, host, 100, upTo(1, 9))
}

func losesNothing(t *testing.T, at place, storeURL string) {
	const each = 25
	var appenders sync.WaitGroup
	for a := range 2 {
		s, docs := opened(t, storeURL, Options{Max: 100}), numbered(t, a*each, a*each+each-1)
		appenders.Go(func() {
			for docs := range slices.Chunk(docs, max(at.batch/10, 1)) {
				err := s.Append(t.Context(), host, docs...)
				for err != nil && strings.Contains(err.Error(), "has been locked") { // what waits is given again, as from a spool
					err = s.Append(t.Context(), host, docs...)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	appenders.Wait()
	var first, second []int
	for _, n := range numbers(t, opened(t, storeURL, Options{ReadOnly: true}), host, 100) {
		if n < each {
			first = append(first, n)
		} else {
			second = append(second, n)
		}
	}
	if diff := cmp.Diff([][]int{upTo(0, each-1), upTo(each, 2*each-1)}, [][]int{first, second}); diff != "" {
		t.Errorf("documents of the two appenders (-want +got):\n%s", diff)
	}
}

func listsHosts(t *testing.T, at place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	wantHosts(t, s)
	at.foreign(t, storeURL)
	wantHosts(t, s)
	mustAppend(t, s, "web-2.example.com", numbered(t, 1, 1)...)
	mustAppend(t, s, "Web-10", numbered(t, 1, 1)...)
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	wantHosts(t, s, "Web-10", host, "web-2.example.com")
}

func wantHosts(t *testing.T, s Store, want ...string) {
	t.Helper()
	got, err := s.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
}

func knowsNoUnknownHost(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	wantNumbers(t, s, host, 10, []int{})
	mustAppend(t, s, "another", numbered(t, 1, 1)...)
	wantNumbers(t, s, host, 10, []int{})
	wantHosts(t, s, "another")
}

func makesNothingOfNothing(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host)
	wantHosts(t, s)
}

func endsWithVisit(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host, numbered(t, 1, 5)...)
	enough, visited := errors.New("enough"), 0
	_, err := s.Newest(t.Context(), host, 5, func([]byte) error {
		if visited++; visited == 3 {
			return enough
		}
		return nil
	})
	if err != enough || visited != 3 {
		t.Errorf("got %v after %d documents, want %v after 3", err, visited, enough)
	}
	mustAppend(t, s, host, numbered(t, 6, 6)...)
	wantNumbers(t, s, host, 10, upTo(1, 6))
}

func readOnlyMakesNothing(t *testing.T, _ place, storeURL string) {
	if s, err := Open(t.Context(), storeURL, Options{ReadOnly: true}); err == nil { // or the place is not there: as good
		defer s.Close(context.Background())
		if err := s.Append(t.Context(), host, numbered(t, 1, 1)...); err == nil {
			t.Error("appended")
		}
	}
	s := opened(t, storeURL, Options{Max: 10})
	wantHosts(t, s)
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	reader := opened(t, storeURL, Options{ReadOnly: true})
	if err := reader.Append(t.Context(), "another", numbered(t, 1, 1)...); err == nil {
		t.Error("appended")
	}
	wantHosts(t, reader, host)
	wantNumbers(t, reader, host, 10, upTo(1, 3))
}

func tellsNamesApart(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	names := []string{"-", "A", "CON", "ab", "aB", "a.", "a..", "con", "con.x", strings.Repeat("M", 120), strings.Repeat("m", 120), "a.b.c_d-e"}
	for i, name := range names {
		mustAppend(t, s, name, numbered(t, i, i)...)
	}
	for i, name := range names {
		wantNumbers(t, s, name, 10, []int{i})
	}
	hosts, err := s.Hosts(t.Context())
	if err != nil || len(hosts) != len(names) {
		t.Errorf("got %d hosts %q, %v; want %d", len(hosts), hosts, err, len(names))
	}
}

func refusesNames(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	for _, name := range []string{"", "localhost", "..", ".x", "a/b", `a\b`, "a b", "a:week", "system.users", "$cmd", "a\x00", strings.Repeat("m", 121)} {
		if err := s.Append(t.Context(), name, numbered(t, 1, 1)...); err == nil {
			t.Errorf("appended to %q", name)
		}
		if _, err := s.Newest(t.Context(), name, 1, func([]byte) error { return nil }); err == nil {
			t.Errorf("read %q", name)
		}
		if _, err := s.Stamp(t.Context(), name); err == nil {
			t.Errorf("stamped %q", name)
		}
	}
	wantHosts(t, s)
}

func refusesNonsense(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	good := numbered(t, 1, 1)[0]
	large, err := bson.Marshal(bson.D{{Key: "_id", Value: 1}, {Key: "fill", Value: make([]byte, bsonfile.MaxDocument)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, doc := range map[string][]byte{
		"nothing": nil, "no BSON": []byte("hello, world"), "cut off": good[:len(good)-1], "without _id": {5, 0, 0, 0, 0}, "too large": large,
	} {
		if err := s.Append(t.Context(), host, good, doc); err == nil {
			t.Errorf("appended a document: %s", name)
		}
	}
	wantHosts(t, s)
}

func givesHeads(t *testing.T, at place, storeURL string) {
	if at.sends { // what is as large is refused on the way
		storeURL = nearURL(t, storeURL)
	}
	s := opened(t, storeURL, Options{Max: 10})
	for i, size := range []int{10, metric.MaxDocument, 4 << 20} {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: i}, {Key: "fill", Value: strings.Repeat("x", size)}})
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, s, host, doc)
	}
	var got []int
	_, err := s.Newest(t.Context(), host, 10, func(doc []byte) error {
		got = append(got, len(doc))
		return nil
	})
	if diff := cmp.Diff([]int{35, metric.MaxDocument, metric.MaxDocument}, got); diff != "" || err != nil {
		t.Errorf("%v, bytes given of each document (-want +got):\n%s", err, diff)
	}
}

func dropsOne(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	if err := s.Drop(t.Context(), host); !errors.Is(err, ErrUnknown) {
		t.Errorf("a host that never was: got %v, want %v", err, ErrUnknown)
	}
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	mustAppend(t, s, "another", numbered(t, 7, 8)...)
	if err := opened(t, storeURL, Options{ReadOnly: true}).Drop(t.Context(), host); err == nil {
		t.Error("dropped by a reader")
	}
	wantNumbers(t, s, host, 10, upTo(1, 3))
	if err := s.Drop(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	wantHosts(t, s, "another")
	wantNumbers(t, s, host, 10, []int{})
	wantNumbers(t, s, "another", 10, upTo(7, 8))
	if err := s.Drop(t.Context(), host); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), host) {
		t.Errorf("a second time: got %v, want %v with the host's name", err, ErrUnknown)
	}
	if err := s.Drop(t.Context(), "../"+host); err == nil {
		t.Error("dropped what is no host")
	}
	mustAppend(t, s, host, numbered(t, 5, 5)...)
	wantNumbers(t, s, host, 10, upTo(5, 5))
}

func obeysContext(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Hosts(ended)
	_, stampErr := s.Stamp(ended, host)
	_, newestErr := s.Newest(ended, host, 1, func([]byte) error { t.Error("visited"); return nil })
	for operation, err := range map[string]error{
		"hosts":  err,
		"stamp":  stampErr,
		"append": s.Append(ended, host, numbered(t, 2, 2)...),
		"drop":   s.Drop(ended, host),
		"newest": newestErr,
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", operation, err, context.Canceled)
		}
	}
	wantNumbers(t, s, host, 10, upTo(1, 1))
}
