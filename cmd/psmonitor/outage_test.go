package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/test/servers"
)

// away is the URL of a store that cannot be reached.
const away = "mongodb://127.0.0.1:1/reports?serverSelectionTimeoutMS=1000"

// machine samples into a folder, by a clock that is set by hand.
type machine struct {
	dir string
	now time.Time
}

func newMachine(t *testing.T) *machine {
	return &machine{dir: t.TempDir(), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
}

// store is the machine's file store.
func (m *machine) store() string { return fileURL(filepath.Join(m.dir, "store")) }

// sample takes a sample into the file store, unless args name another, and returns the exit code and what it prints.
func (m *machine) sample(ctx context.Context, args ...string) (int, string) {
	args = append([]string{"sample", "-host", "example01", "-config", os.DevNull,
		"-store", m.store(), "-state", filepath.Join(m.dir, "state")}, args...)
	var output strings.Builder
	a := app{getenv: func(string) string { return "" }, stdout: &output, stderr: &output, now: func() time.Time { return m.now }}
	return run(ctx, args, a), output.String()
}

// want checks the outcome of a sample. output is a part of the only line; "" is silence.
func want(t *testing.T, what string, code int, got, output string, wantCode int) {
	t.Helper()
	if code != wantCode || !strings.Contains(got, output) || output == "" && got != "" || strings.Count(got, "\n") > 1 {
		t.Errorf("%s: exit code %d, output %q; want %d and %q", what, code, got, wantCode, output)
	}
}

// documents returns what a store has of the machine.
func documents(t *testing.T, url string) []bson.Raw {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, url, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	var docs []bson.Raw
	_, err = s.Newest(ctx, "example01", 1000, func(doc []byte) error {
		docs = append(docs, slices.Clone(bson.Raw(doc)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// spool returns the machine's spool.
func (m *machine) spool(t *testing.T) bsonfile.File {
	return bsonfile.File{Folder: m.openState(t), Name: "example01.spool", Max: 576}
}

// spooled returns how many documents wait in the spool.
func (m *machine) spooled(t *testing.T) int {
	t.Helper()
	docs, err := m.spool(t).Oldest(t.Context(), 0, 1000, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return len(docs)
}

// checkChain checks the order of documents, and that each covers the time since the one before: nothing is missing between
// them, nothing counted twice.
func checkChain(t *testing.T, docs []bson.Raw, count int) {
	t.Helper()
	checkOrder(t, docs, count)
	for i := 1; i < len(docs); i++ {
		checkCovers(t, docs[i-1], docs[i])
	}
}

// checkOrder checks that the documents are so many, each of its own, in the order of their dates, and that each covers a second
// or more: those of runs at the same time cover a part of the same time.
func checkOrder(t *testing.T, docs []bson.Raw, count int) {
	t.Helper()
	if len(docs) != count {
		t.Errorf("%d documents are stored, want %d", len(docs), count)
	}
	seen := map[primitive.ObjectID]bool{}
	for i, doc := range docs {
		if id := doc.Lookup("_id").ObjectID(); seen[id] {
			t.Errorf("document %d is there twice", i)
		} else {
			seen[id] = true
		}
		if i > 0 && doc.Lookup("date").DateTime() < docs[i-1].Lookup("date").DateTime() {
			t.Errorf("document %d is older than the one before it", i)
		}
		if interval := doc.Lookup("interval").Double(); interval < 0.9 {
			t.Errorf("document %d covers %.3f s", i, interval)
		}
	}
}

func TestOutageIsReportedOncePerHour(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	code, output := m.sample(t.Context())
	want(t, "before", code, output, "", exitDone)
	start := m.now
	for _, c := range []struct {
		after  time.Duration
		store  string
		output string
	}{
		{0, away, "no server listens at 127.0.0.1:1"},
		{30 * time.Minute, away, ""},
		{59 * time.Minute, away, ""},
		{time.Hour, strings.Replace(away, ":1/", ":2/", 1), "no server listens at 127.0.0.1:2"},
		{65 * time.Minute, away, ""},
		{70 * time.Minute, fileURL(os.DevNull), "is a file"}, // another reason
	} {
		m.now = start.Add(c.after)
		code, output := m.sample(t.Context(), "-store", c.store)
		want(t, c.after.String(), code, output, c.output, exitFailed)
	}
	if code, output := m.sample(t.Context(), "-store", away, "-v"); code != exitFailed || !strings.Contains(output, "no server listens") {
		t.Errorf("with -v: exit code %d, output %q", code, output)
	}
	m.now = start.Add(2 * time.Hour)
	code, output = m.sample(t.Context())
	want(t, "the recovery", code, output, "works again, after 2h0m0s: samples delivered: 7", exitDone)
	code, output = m.sample(t.Context())
	want(t, "after it", code, output, "", exitDone)
	checkChain(t, documents(t, m.store()), 10)
}

// blackHole listens and never answers. accepted is closed when somebody has connected.
func blackHole(t *testing.T) (url string, accepted chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	accepted = make(chan struct{})
	go func() {
		var once sync.Once
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			once.Do(func() { close(accepted) })
			t.Cleanup(func() { conn.Close() })
		}
	}()
	t.Cleanup(func() { l.Close() })
	return "mongodb://" + l.Addr().String() + "/reports?serverSelectionTimeoutMS=3600000&connectTimeoutMS=3600000", accepted
}

// TestHangingDeliveryDoesNotDelaySamples has a second sampler while the first hangs on its store, as cron has.
func TestHangingDeliveryDoesNotDelaySamples(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	hole, accepted := blackHole(t)
	ctx, cancel := context.WithCancel(t.Context())
	hanging := make(chan int)
	go func() {
		code, _ := m.sample(ctx, "-store", hole, "-timeout", "1h")
		hanging <- code
	}()
	<-accepted
	code, output := m.sample(t.Context(), "-timeout", "10s")
	want(t, "the second", code, output, "example01.delivering", exitFailed)
	if n := m.spooled(t); n != 2 {
		t.Errorf("%d samples wait in the spool, want those of both", n)
	}
	cancel()
	if code := <-hanging; code != exitFailed {
		t.Errorf("the first ends with exit code %d, want 1", code)
	}
	code, output = m.sample(t.Context())
	want(t, "the third", code, output, "samples delivered: 2\n", exitDone)
	checkChain(t, documents(t, m.store()), 3)
}

func TestRepeatedSamplingContinuesWhileDeliveryHangs(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	hole, _ := blackHole(t)
	code, output := m.sample(t.Context(), "-store", hole, "-timeout", "4s", "-every", "1s", "-count", "3")
	if code != exitFailed || m.spooled(t) != 3 {
		t.Errorf("exit code %d with %d samples in the spool, output %q; want 1 with 3", code, m.spooled(t), output)
	}
	code, output = m.sample(t.Context())
	want(t, "when it works again", code, output, "samples delivered: 3\n", exitDone)
	checkChain(t, documents(t, m.store()), 4)
}

// TestOverlappingRuns has several samplers at once, after an outage: each knows that its own sample is stored.
func TestOverlappingRuns(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	if code, output := m.sample(t.Context(), "-store", away); code != exitFailed {
		t.Fatalf("exit code %d, output %q", code, output)
	}
	ended := make(chan string)
	for range 4 {
		go func() {
			code, output := m.sample(t.Context())
			ended <- fmt.Sprint(code, output)
		}()
	}
	news := 0
	for range 4 {
		got := <-ended
		if strings.Contains(got, "works again") {
			news++
		} else if got != "0" {
			t.Errorf("one of them: %s, want exit code 0 and silence", got)
		}
	}
	if news != 1 {
		t.Errorf("the recovery was reported %d times", news)
	}
	checkOrder(t, documents(t, m.store()), 5)
}

// TestSpoolKeepsAsManySamplesAsCollection has one sample more than there is room for.
func TestSpoolKeepsAsManySamplesAsCollection(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	config := filepath.Join(m.dir, "psmonitor.toml")
	if err := os.WriteFile(config, []byte("every = \"24h\"\nkeep = \"48h\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, output := range []string{"no server listens", "", "the oldest are dropped (lost so far: 1)", ""} {
		code, got := m.sample(t.Context(), "-config", config, "-store", away)
		want(t, fmt.Sprint("sample ", i), code, got, output, exitFailed)
		m.now = m.now.Add(5 * time.Minute)
	}
	if n := m.spooled(t); n != 2 {
		t.Errorf("%d samples wait, want 2", n)
	}
	code, got := m.sample(t.Context(), "-config", config)
	want(t, "the recovery", code, got, "samples delivered: 1; lost because the spool was full: 3\n", exitDone)
	checkChain(t, documents(t, m.store()), 2)
}

// TestSamplesAreDeliveredAfterServerRestart stops a FerretDB, whose data stays, and starts it again.
func TestSamplesAreDeliveredAfterServerRestart(t *testing.T) {
	t.Parallel()
	m, dir := newMachine(t), t.TempDir()
	server := servers.Start(t, dir, "127.0.0.1:0")
	url := server.URL + "reports?serverSelectionTimeoutMS=500"
	code, output := m.sample(t.Context(), "-store", url)
	want(t, "before", code, output, "", exitDone)
	server.Stop(t)
	for _, says := range []string{"no server listens", "", ""} {
		code, output := m.sample(t.Context(), "-store", url)
		want(t, "while it is away", code, output, says, exitFailed)
	}
	servers.Start(t, dir, strings.TrimSuffix(strings.TrimPrefix(server.URL, "mongodb://"), "/"))
	code, output = m.sample(t.Context(), "-store", url)
	want(t, "when it is back", code, output, "samples delivered: 3\n", exitDone)
	code, output = m.sample(t.Context(), "-store", url)
	want(t, "after that", code, output, "", exitDone)
	checkChain(t, documents(t, url), 6)
}
