package faults

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store"
)

// machine takes samples, and records what must have become of them.
type machine struct {
	name, state string
	store       string        // URL for the program
	timeout     time.Duration // -timeout of each run
	runs        []runRecord
	duration    time.Duration // duration of an mustSucceed run
}

// runRecord is one run. A sample with a date from from to to may exist, and must exist unless the run was killed.
type runRecord struct {
	from, to int64 // ms since 1970
	must     bool
	what     string
}

// minDistance is the time between runs, so that no run has to wait until its interval is a second.
const minDistance = 1050 * time.Millisecond

// rest waits until minDistance after the last run.
func (m *machine) waitUntilDue(t *testing.T) {
	if n := len(m.runs); n > 0 {
		wait(t.Context(), time.UnixMilli(m.runs[n-1].to).Add(minDistance))
	}
}

func (m *machine) args(more ...string) []string {
	return append([]string{"sample", "-host", m.name, "-store", m.store, "-state", m.state, "-timeout", m.timeout.String()}, more...)
}

// sample takes a sample, or kills the run after the given time, and records it.
func (m *machine) sample(t *testing.T, kill time.Duration) outcome {
	t.Helper()
	o := run(t, kill, m.timeout, m.args()...)
	m.record(o)
	return o
}

func (m *machine) record(o outcome) {
	must := !o.killed // the sample is in the store or in the spool
	m.runs = append(m.runs, runRecord{o.began.UnixMilli(), o.ended.UnixMilli(), must, o.String()})
	if o.code == 0 && !o.killed {
		m.duration = (3*m.duration + o.took()) / 4
	}
}

// mustSucceed takes a sample, which must be stored without output.
func (m *machine) mustSucceed(t *testing.T) {
	t.Helper()
	if o := m.sample(t, never); o.code != 0 || o.output != "" {
		t.Errorf("a sample of %s, mustSucceed: %v; want exit code 0 and silence", m.name, o)
	}
}

// first takes the first two samples and measures the duration of the second.
func (m *machine) first(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(m.state), 0o755); err != nil {
		t.Fatal(err)
	}
	m.mustSucceed(t) // the first sample takes a second longer
	m.waitUntilDue(t)
	m.mustSucceed(t)
	m.duration = m.runs[1].length()
}

func (s runRecord) length() time.Duration { return time.Duration(s.to-s.from) * time.Millisecond }

// dates returns the dates of the machine's documents, in ms since 1970, in the order in which they are stored.
func storedDates(t *testing.T, storeURL, host string) (list []int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, storeURL, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	_, err = s.Newest(ctx, host, 1<<20, func(doc []byte) error {
		list = append(list, bson.Raw(doc).Lookup("date").DateTime())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// shown returns the dates of the samples on the machine's page, in ms since 1970.
func shownDates(t *testing.T, site, host string) (list []int64) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(site, "host", host, "data.json"))
	if err != nil {
		t.Fatal(err)
	}
	var series map[string][][2]float64
	if err := json.Unmarshal(raw, &series); err != nil {
		t.Fatal(err)
	}
	for _, point := range series["phymem_free"] {
		list = append(list, int64(point[0]))
	}
	return list
}

// check compares the recorded runs with the stored samples and the page. direct is the URL of the store without a proxy.
// The site must have been rendered after the last sample.
func (m *machine) check(t *testing.T, direct, site string) {
	t.Helper()
	there, onPage := storedDates(t, direct, m.name), shownDates(t, site, m.name)
	for i := 1; i < len(there); i++ {
		if there[i] <= there[i-1] {
			suite.counts.add("out of order", 1)
			t.Errorf("%s: the sample of %d is stored after that of %d", m.name, there[i], there[i-1])
		}
	}
	within := 0
	for _, r := range m.runs {
		stored, seen := r.count(there), r.count(onPage)
		within += stored
		suite.counts.add("samples taken", max(stored, r.want()))
		suite.counts.add("samples shown", min(seen, 1))
		if seen < max(stored, r.want()) {
			suite.counts.add("lost", 1)
			t.Errorf("%s: of the run from %d to %d (%s), %d samples are stored and %d shown", m.name, r.from, r.to, r.what, stored, seen)
		}
		if stored > 1 || seen > 1 {
			suite.counts.add("doubled", 1)
			t.Errorf("%s: of the run from %d to %d (%s), %d samples are stored and %d shown", m.name, r.from, r.to, r.what, stored, seen)
		}
	}
	if within != len(there) || len(onPage) != len(there) {
		t.Errorf("%s: %d samples are stored, %d of them taken by a run, and %d shown", m.name, len(there), within, len(onPage))
	}
}

func (s runRecord) want() int {
	if s.must {
		return 1
	}
	return 0
}

func (s runRecord) count(dates []int64) (n int) {
	for _, date := range dates {
		if date >= s.from && date <= s.to {
			n++
		}
	}
	return n
}

// recovered reports whether output only says that the store works again.
func recovered(output string) bool {
	return strings.Count(output, "\n") == 1 && strings.Contains(output, "the store works again")
}
