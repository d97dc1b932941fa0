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

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
)

// hourlySampler is an agent whose clock is set by hand, whose only family reads value, and what it logs.
type hourlySampler struct {
	Agent
	now    time.Time
	value  any
	logged strings.Builder
}

func newHourlySampler(t *testing.T) *hourlySampler {
	t.Helper()
	s := &hourlySampler{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	read := func(context.Context, *metric.Counters) (bson.D, error) {
		return bson.D{{Key: "value", Value: s.value}}, nil
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
		if !errors.As(err, new(ReportedError)) || !strings.Contains(logged, step.want) || (step.want == "") != (logged == "") {
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
		if !errors.As(err, new(ReportedError)) || !strings.Contains(logged, want) {
			t.Errorf("%v, and it logged %q; want a reported error and %q", err, logged, want)
		}
	}
}
