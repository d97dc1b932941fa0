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

func TestHungFileSystemHoldsUpNobody(t *testing.T) {
	away := make(chan struct{})
	asked := 0
	questions := []question[string]{
		{"/mnt/away", func(context.Context) (string, error) { asked++; <-away; return "away", nil }},
		{"/", func(context.Context) (string, error) { return "root", nil }},
		{"/mnt/broken", func(context.Context) (string, error) { return "", errors.New("stale file handle") }},
		{"/mnt/wild", func(context.Context) (string, error) { panic("no") }},
	}
	p := newPatience(time.Second)
	for _, said := range []string{"no answer in time", "no answer since the last sample"} {
		answers, err := askAll(context.Background(), p, questions)
		if diff := cmp.Diff([]string{"root"}, answers); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		for _, part := range []string{"/mnt/away: " + said, "/mnt/broken: stale file handle", "/mnt/wild: panic: no"} {
			if err == nil || strings.Count(err.Error(), part) != 1 {
				t.Errorf("error %v, want %q in it once", err, part)
			}
		}
	}

	close(away) // the server is back: as soon as the old question is done with, it is asked again
	var answers []string
	for !slices.Contains(answers, "away") {
		answers, _ = askAll(context.Background(), p, questions)
	}
	if asked != 2 {
		t.Errorf("asked %d times, want 2: once while it was away, once when it was back", asked)
	}
}

func TestPatienceLeavesTimeForOthers(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	whole, _ := ctx.Deadline()
	bounded, cancel := newPatience(time.Hour).within(ctx)
	defer cancel()
	if half, _ := bounded.Deadline(); whole.Sub(half) < 29*time.Second {
		t.Errorf("leaves %v of a minute", whole.Sub(half))
	}
}
