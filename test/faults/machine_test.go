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

// machine is one that samples, and what must have become of its samples.
type machine struct {
	name, state string
	store       string        // its URL, for the program
	timeout     time.Duration // of each run
	runs        []stretch
	life        time.Duration // of an undisturbed run
}

// stretch is the time of a run, in which there may be one sample, and must be one if the run came to its end.
type stretch struct {
	from, to int64 // ms since 1970
	must     bool
	what     string
}

// apart is how far runs are apart, so that none waits for its rates to cover a second.
const apart = 1050 * time.Millisecond

// rest waits until the next run need not.
func (m *machine) rest(t *testing.T) {
	if n := len(m.runs); n > 0 {
		wait(t.Context(), time.UnixMilli(m.runs[n-1].to).Add(apart))
	}
}

func (m *machine) args(more ...string) []string {
	return append([]string{"sample", "-host", m.name, "-store", m.store, "-state", m.state, "-timeout", m.timeout.String()}, more...)
}

// sample takes a sample, or is killed while it does, and notes what must be there from now on.
func (m *machine) sample(t *testing.T, kill time.Duration) outcome {
	t.Helper()
	o := run(t, kill, m.timeout, m.args()...)
	m.note(o)
	return o
}

func (m *machine) note(o outcome) {
	must := !o.killed // what the store has not got is in the spool
	m.runs = append(m.runs, stretch{o.began.UnixMilli(), o.ended.UnixMilli(), must, o.String()})
	if o.code == 0 && !o.killed {
		m.life = (3*m.life + o.took()) / 4
	}
}

// undisturbed takes a sample, which must be stored in silence.
func (m *machine) undisturbed(t *testing.T) {
	t.Helper()
	if o := m.sample(t, never); o.code != 0 || o.said != "" {
		t.Errorf("a sample of %s, undisturbed: %v; want exit code 0 and silence", m.name, o)
	}
}

// first takes the first samples, and measures how long one takes.
func (m *machine) first(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(m.state), 0o755); err != nil {
		t.Fatal(err)
	}
	m.undisturbed(t) // takes a second more than the others
	m.rest(t)
	m.undisturbed(t)
	m.life = m.runs[1].length()
}

func (s stretch) length() time.Duration { return time.Duration(s.to-s.from) * time.Millisecond }

// dates returns the dates of the machine's documents, in the order in which they are stored.
func dates(t *testing.T, storeURL, host string) (list []int64) {
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

// shown returns the dates of the samples on the machine's page.
func shown(t *testing.T, site, host string) (list []int64) {
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

// check holds what is stored and what is shown against what was taken. direct is the URL of the store without a
// proxy before it, site a site rendered after the last sample.
func (m *machine) check(t *testing.T, direct, site string) {
	t.Helper()
	there, onPage := dates(t, direct, m.name), shown(t, site, m.name)
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
		suite.counts.add("samples taken", max(stored, r.least()))
		suite.counts.add("samples shown", min(seen, 1))
		if seen < max(stored, r.least()) {
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

func (s stretch) least() int {
	if s.must {
		return 1
	}
	return 0
}

func (s stretch) count(dates []int64) (n int) {
	for _, date := range dates {
		if date >= s.from && date <= s.to {
			n++
		}
	}
	return n
}

// recovered reports whether that is all that may be said after an outage of the store.
func recovered(said string) bool {
	return strings.Count(said, "\n") == 1 && strings.Contains(said, "the store works again")
}
