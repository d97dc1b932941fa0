//go:build linux

package sampler

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shirou/gopsutil/v3/common"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// recording is a host whose files were recorded twice, below testdata. Its clock changes only by pass.
type recording struct {
	folder string
	env    common.EnvMap // gopsutil's folders; show changes them
	now    Moment
	waited []time.Duration
	onWait func()
	log    strings.Builder
}

// record returns the recording with the given name, at its first moment.
func record(t testing.TB, tree string) *recording {
	t.Helper()
	folder := filepath.Join("testdata", tree)
	r := &recording{
		folder: folder,
		env: common.EnvMap{
			common.HostSysEnvKey:  filepath.Join(folder, "sys"),
			common.HostEtcEnvKey:  filepath.Join(folder, "etc"),
			common.HostVarEnvKey:  filepath.Join(folder, "var"),
			common.HostRootEnvKey: t.TempDir(), // statfs(2) cannot be recorded, so it uses a real folder
		},
		now: Moment{Wall: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), Up: 1000 * time.Hour},
	}
	r.show("before")
	return r
}

// show selects the recorded files: "before" or "after".
func (r *recording) show(moment string) {
	r.env[common.HostProcEnvKey] = filepath.Join(r.folder, moment, "proc")
}

// pass advances the clock.
func (r *recording) pass(d time.Duration) {
	r.now.Wall, r.now.Up = r.now.Wall.Add(d), r.now.Up+d
}

func (r *recording) context() context.Context {
	return context.WithValue(context.Background(), common.EnvKey, r.env)
}

func (r *recording) host(f Filters) Host {
	return Host{
		Name:     "example01",
		Families: Families(f),
		Clock:    func() (Moment, error) { return r.now, nil },
		Wait: func(_ context.Context, d time.Duration) error {
			r.waited = append(r.waited, d)
			r.pass(d)
			if r.onWait != nil {
				r.onWait()
			}
			return nil
		},
		Warn: func(f Failure) { fmt.Fprintf(&r.log, "family=%s %v\n", f.Family, f) },
		Log:  slog.New(slog.NewTextHandler(&r.log, nil)),
	}
}

// between returns a sample of the 300 seconds from before to after. It fails if anything is logged.
func (r *recording) between(t testing.TB, f Filters) bson.D {
	t.Helper()
	last := r.firstWith(t, f)
	r.pass(300 * time.Second)
	r.show("after")
	sample, _, err := r.host(f).Sample(r.context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if sample.Interval != 300*time.Second {
		t.Errorf("the interval is %v, want 300s", sample.Interval)
	}
	if r.log.Len() > 0 {
		t.Errorf("logged: %s", r.log.String())
	}
	return checked(t, sample)
}

// first returns the state after a first sample taken now.
func (r *recording) first(t testing.TB) State {
	t.Helper()
	return r.firstWith(t, Filters{})
}

func (r *recording) firstWith(t testing.TB, f Filters) State {
	t.Helper()
	state, err := r.host(f).withDefaults().startCounters(r.context(), State{})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// checked decodes the sample's document and checks what must be true for all documents.
func checked(t testing.TB, s metric.Sample) bson.D {
	t.Helper()
	raw, err := s.Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc bson.D
	if err := bson.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	checkSane(t, "", doc)
	if times, ok := field(doc, "cpu").(bson.D); ok {
		sum := 0.0
		for _, e := range times {
			sum += e.Value.(float64)
		}
		if sum < 99.9 || sum > 100.1 {
			t.Errorf("cpu sums to %v, want 100", sum)
		}
	}
	return doc
}

func checkSane(t testing.TB, path string, value any) {
	t.Helper()
	switch v := value.(type) {
	case bson.D:
		for _, e := range v {
			checkSane(t, path+"."+e.Key, e.Value)
		}
	case bson.A:
		for _, element := range v {
			checkSane(t, path, element)
		}
	case float64:
		percent := strings.HasPrefix(path, ".cpu.") || path == ".diskio.busy"
		if !(v >= 0 && v < 1e300) || percent && v > 100.0001 {
			t.Errorf("%s is %v", path, v)
		}
	case int64:
		if v < 0 || v > 1<<62 {
			t.Errorf("%s is %v", path, v)
		}
	}
}

// field returns the value at a path of a document, or nil.
func field(doc bson.D, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	for _, e := range doc {
		if e.Key != name {
			continue
		}
		if below, ok := e.Value.(bson.D); ok && deeper {
			return field(below, rest)
		}
		if !deeper {
			return e.Value
		}
	}
	return nil
}

// want compares the value at a path. Numbers are compared to nine digits.
func want(t testing.TB, doc bson.D, path string, value any) {
	t.Helper()
	if diff := cmp.Diff(value, field(doc, path), cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
