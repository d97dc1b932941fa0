package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/config"
	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/render/report"
	"psmonitor/sampler"
	"psmonitor/store"
	"psmonitor/store/history"
)

// TestReaderReadsAsFarBackAsKeep reads a host of which a file store has more documents than the default configuration plans.
func TestReaderReadsAsFarBackAsKeep(t *testing.T) {
	until := time.Date(2026, 11, 18, 14, 33, 20, 0, time.UTC)
	for name, c := range map[string]struct {
		every, span time.Duration // of the host
		kept        int           // documents
		config      string
		want        time.Duration // shown, at least
	}{
		"as planned":                             {5 * time.Minute, 60 * time.Hour, 1000, "", 47 * time.Hour},
		"each minute":                            {time.Minute, 60 * time.Hour, 5000, "every = \"1m\"\n", 47 * time.Hour},
		"each minute, unknown to the render":     {time.Minute, 60 * time.Hour, 5000, "", 47 * time.Hour},
		"each minute, but only 576 are kept":     {time.Minute, 60 * time.Hour, 576, "", 9 * time.Hour},
		"two weeks":                              {5 * time.Minute, 14 * 24 * time.Hour, 5000, "keep = \"14d\"\n", (14*24 - 1) * time.Hour},
		"six hours, though more are kept":        {5 * time.Minute, 60 * time.Hour, 1000, "keep = \"6h\"\n", 5 * time.Hour},
		"two weeks, of which two days are there": {5 * time.Minute, 48 * time.Hour, 5000, "keep = \"14d\"\n", 47 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "psmonitor.toml")
			if err := os.WriteFile(path, []byte(c.config), 0o600); err != nil {
				t.Fatal(err)
			}
			settings, err := config.Load(config.Flags{Config: path}, os.Getenv, metric.Rules(sampler.Families(sampler.Filters{})))
			if err != nil {
				t.Fatal(err)
			}
			fleet := demo.New(1, 20, until, c.every, c.span)
			host := fleet.Hosts()[19]
			storeURL := config.FileURL(t.TempDir())
			st, err := store.Open(t.Context(), storeURL, store.Options{Max: c.kept})
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close(st)
			if err := st.Append(t.Context(), host, fleet.Documents(host)...); err != nil {
				t.Fatal(err)
			}
			stores, err := store.OpenUnion(t.Context(), []string{storeURL}, store.Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer stores.Close()
			r := renderRun{config: settings, now: until}
			h, _, err := r.newReader(stores)().Read(t.Context(), host, report.Predictions{})
			if err != nil {
				t.Fatal(err)
			}
			shown := time.Duration(h.Last()-h.Times[0]) * time.Millisecond
			if shown < c.want || shown > settings.Keep.Duration || len(h.Notes) > 0 {
				t.Errorf("%v are shown, want %v or a little more; notes %q", shown, c.want, h.Notes)
			}
		})
	}
}

// TestReaderForecastsByTheHistoryOfTheHost reads the hours of one host, and then two hosts.
func TestReaderForecastsByTheHistoryOfTheHost(t *testing.T) {
	dir := config.FileURL(t.TempDir())
	st, err := store.Open(t.Context(), dir, store.Options{Max: 600})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(st)
	until := time.Date(2026, 11, 18, 14, 33, 20, 0, time.UTC)
	fleet := demo.New(1, 3, until, 5*time.Minute, 48*time.Hour)
	hosts := fleet.Hosts()
	families := sampler.Families(sampler.Filters{})
	for _, host := range hosts {
		if err := st.Append(t.Context(), host, fleet.Documents(host)...); err != nil {
			t.Fatal(err)
		}
		made := history.Maker{Families: families, Keep: 48 * time.Hour, Every: 5 * time.Minute}
		if _, err := made.Make(t.Context(), st, host, history.Position{}); err != nil {
			t.Fatal(err)
		}
	}
	stores, err := store.OpenUnion(t.Context(), []string{dir}, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	settings, err := config.Load(config.Flags{}, func(string) string { return "" }, metric.Rules(families))
	if err != nil {
		t.Fatal(err)
	}
	r := renderRun{config: settings, now: until}.newReader(stores)()
	if _, err := r.History(t.Context(), rollup.Hours, hosts[0]); err != nil {
		t.Fatal(err)
	}
	var kept report.Predictions
	for i, host := range hosts[:2] {
		h, _, err := r.Read(t.Context(), host, report.Predictions{})
		if err != nil {
			t.Fatal(err)
		}
		if h.Predictions.OfHistory != (i == 0) || h.Predictions.To == 0 {
			t.Errorf("%s: %+v; the history of %s was read", host, h.Predictions, hosts[0])
		}
		if i == 0 {
			kept = h.Predictions
		}
	}
	r = renderRun{config: settings, now: until}.newReader(stores)()
	h, _, err := r.Read(t.Context(), hosts[0], kept)
	if diff := cmp.Diff(kept, h.Predictions); err != nil || diff != "" {
		t.Errorf("in a run that reads no history: %v (-before +now):\n%s", err, diff)
	}
}
