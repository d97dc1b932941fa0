package sampler

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHungProbeDoesNotDelayOthers(t *testing.T) {
	hang := make(chan struct{})
	calls := 0
	probes := []probe[string]{
		{"/mnt/hung", func(context.Context) (string, error) { calls++; <-hang; return "hung", nil }},
		{"/", func(context.Context) (string, error) { return "root", nil }},
		{"/mnt/broken", func(context.Context) (string, error) { return "", errors.New("stale file handle") }},
		{"/mnt/panic", func(context.Context) (string, error) { panic("no") }},
	}
	p := newProber(time.Second)
	for range 2 { // the second finds the query of the first still running
		values, err := probeAll(context.Background(), p, probes)
		if diff := cmp.Diff([]string{"root"}, values); diff != "" {
			t.Errorf("values (-want +got):\n%s", diff)
		}
		for _, part := range []string{"/mnt/hung: no answer in time", "/mnt/broken: stale file handle", "/mnt/panic: panic: no"} {
			if err == nil || strings.Count(err.Error(), part) != 1 {
				t.Errorf("error %v, want %q in it once", err, part)
			}
		}
	}

	close(hang) // the server answers: as soon as the old call has ended, the probe runs again
	var values []string
	for !slices.Contains(values, "hung") {
		values, _ = probeAll(context.Background(), p, probes)
	}
	if calls != 2 {
		t.Errorf("%d calls, want 2: one that hung, and one after that", calls)
	}
}

func TestProbesLeaveTimeForOtherFamilies(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	whole, _ := ctx.Deadline()
	bounded, cancel := newProber(time.Hour).withTimeout(ctx)
	defer cancel()
	if half, _ := bounded.Deadline(); whole.Sub(half) < 29*time.Second {
		t.Errorf("leaves %v of a minute", whole.Sub(half))
	}
}
