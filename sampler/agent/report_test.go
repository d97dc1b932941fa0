package agent

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/internal/notices"
	"psmonitor/sampler"
)

// hourlySampler is an agent whose clock is set by hand, whose only family reads value, and what it logs.
type hourlySampler struct {
	Agent
	now    time.Time
	value  any
	broken error // of the family, beside its value
	logged strings.Builder
}

func newHourlySampler(t *testing.T) *hourlySampler {
	t.Helper()
	s := &hourlySampler{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	read := func(context.Context, *metric.Counters) (bson.D, error) {
		return bson.D{{Key: "value", Value: s.value}}, s.broken
	}
	s.Agent = Agent{
		Host: sampler.Host{
			Name: "a", Families: []metric.Family{{Name: "value", Read: read}},
			Wait: func(context.Context, time.Duration) error { return nil },
		},
		Store: "file://" + filepath.ToSlash(filepath.Join(dir, "store")), State: filepath.Join(dir, "state"),
		Max: 10, Timeout: time.Minute, Now: func() time.Time { return s.now },
		Log: slog.New(slog.NewTextHandler(&s.logged, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	return s
}

// sample takes a sample, and returns what is logged.
func (s *hourlySampler) sample(t *testing.T) (string, error) {
	t.Helper()
	s.logged.Reset()
	err := s.Sample(t.Context())
	return s.logged.String(), err
}

func TestSampleThatCannotBeTakenIsReportedOncePerHour(t *testing.T) {
	s := newHourlySampler(t)
	start := s.now
	s.value = make(chan int) // no document can have one
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, "encode the sample of a"}, {5 * time.Minute, ""}, {59 * time.Minute, ""}, {time.Hour, "encode the sample of a"}} {
		s.now = start.Add(step.after)
		logged, err := s.sample(t)
		if !errors.As(err, new(notices.ReportedError)) || !strings.Contains(logged, step.want) || (step.want == "") != (logged == "") {
			t.Errorf("after %v: %v, and it logged %q; want a reported error and %q", step.after, err, logged, step.want)
		}
		if strings.Contains(logged, "the sample ") && strings.Contains(logged, "(") {
			t.Errorf("after %v: there is no sample, and it logged what happens to it: %q", step.after, logged)
		}
	}
	s.value = 1
	s.now = start.Add(2 * time.Hour)
	if logged, err := s.sample(t); err != nil || !strings.Contains(logged, "sampling works again, after 2h0m0s") {
		t.Errorf("the recovery: %v, and it logged %q", err, logged)
	}
	if logged, err := s.sample(t); err != nil || logged != "" {
		t.Errorf("after the recovery: %v, and it logged %q", err, logged)
	}
}

func TestStateFolderIsReportedWhenNoSampleCanBeTaken(t *testing.T) {
	s := newHourlySampler(t)
	s.value = make(chan int)
	if err := os.WriteFile(s.State, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	logged, err := s.sample(t)
	for _, want := range []string{"cannot write to the state folder", "encode the sample of a"} {
		if !errors.As(err, new(notices.ReportedError)) || !strings.Contains(logged, want) {
			t.Errorf("%v, and it logged %q; want a reported error and %q", err, logged, want)
		}
	}
}

// TestFamilyWarningIsLoggedOnce has a family that cannot be read in full, as a mount whose daemon is dead.
func TestFamilyWarningIsLoggedOnce(t *testing.T) {
	s := newHourlySampler(t)
	for _, step := range []struct {
		broken error
		want   string // what is logged, without the handler's words around it
	}{
		{errors.New("/mnt: no answer after 5.02s"), "value not read in full: /mnt: no answer after 5.02s"},
		{errors.New("/mnt: no answer after 5.01s"), ""},
		{errors.Join(errors.New("/mnt: no answer after 5s"), errors.New("/srv: stale file handle")), "value not read in full: /srv: stale file handle"},
		{errors.New("/mnt: no answer after 5.02s"), ""},
		{nil, ""},
		{errors.New("/mnt: no answer after 5.02s"), "value not read in full: /mnt: no answer after 5.02s"},
	} {
		s.value, s.broken, s.now = 1, step.broken, s.now.Add(2*time.Hour)
		logged, err := s.sample(t)
		if err != nil || strings.Count(logged, "\n") != strings.Count(step.want, "value") || !strings.Contains(logged, step.want) {
			t.Errorf("%v: %v, and it logged %q, want %q", step.broken, err, logged, step.want)
		}
	}
	s.broken = errors.New("/mnt: no answer")
	var printed strings.Builder
	s.Print = &printed
	for range 2 {
		if logged, err := s.sample(t); err != nil || !strings.Contains(logged, "/mnt: no answer") {
			t.Errorf("printing: %v, and it logged %q, want the warning each time", err, logged)
		}
	}
	s.Print, s.State = nil, filepath.Join(s.State, "a.counters") // a file
	for range 2 {
		if logged, err := s.sample(t); err != nil || !strings.Contains(logged, "/mnt: no answer") {
			t.Errorf("without a state folder: %v, and it logged %q, want the warning each time", err, logged)
		}
	}
}

// TestFamilyWarningsAreToldApart has two mounts whose names differ in a number, and hostile names.
func TestFamilyWarningsAreToldApart(t *testing.T) {
	stale := errors.New("stale file handle")
	var r round
	for _, mount := range []string{"/mnt/disk 1", "/mnt/disk 2", "/mnt/disk 1", "/mnt/disk", "/mnt\nall is well", ""} {
		r.addFamilyWarning(sampler.Failure{Family: "disks", Element: mount, Err: stale})
	}
	var got []string
	for _, n := range r.notices {
		got = append(got, n.Text)
	}
	want := []string{"/mnt/disk 1: stale file handle", "/mnt/disk 2: stale file handle", "/mnt/disk: stale file handle", "/mnt all is well: stale file handle", "stale file handle"}
	for i := range want {
		want[i] = "disks not read in full: " + want[i]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// TestWatchedSampleRepeatsItsFailure is a user at a terminal: cron has had the failure already.
func TestWatchedSampleRepeatsItsFailure(t *testing.T) {
	s := newHourlySampler(t)
	s.value = make(chan int)
	for i, watched := range []bool{false, false, true, true, false} {
		s.Watched = watched
		logged, err := s.sample(t)
		if want := i == 0 || watched; !errors.As(err, new(notices.ReportedError)) || strings.Contains(logged, "encode the sample of a") != want {
			t.Errorf("run %d, watched %v: %v, and it logged %q", i, watched, err, logged)
		}
	}
}

func TestWarningWithOtherNumbersIsTheSame(t *testing.T) {
	var before round
	before.addWarning("the collection has room for 12 documents")
	var r round
	r.addWarning("the collection has room for 11 documents")
	list, _, _ := notices.Decide(r.notices, before.notices, false, time.Now())
	if len(list) != 1 || !list[0].Suppressed {
		t.Errorf("logged again: %+v", list)
	}
}
