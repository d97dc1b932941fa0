//go:build linux

package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// ahead is how far the newest samples are in the future, so that no host becomes silent during the measurement.
const ahead = 2 * time.Hour

// site is a fleet in a store, and its pages.
type site struct {
	*bench
	kind     string // of the store, as in the table
	n        int
	config   string // path of the configuration
	dir      string // contains everything below
	storeURL string
	store    string // path of the store; "" for MongoDB
	hosts    []string
	runs     int
	out      string // folder of the current site
	beside   string // folder of the floor's files
	sizes    string // path of the file with the sizes that the floor writes

	server func() (float64, error) // returns the server's CPU time so far in ms; nil for files
}

func (b *bench) newSite(kind string, n int) *site {
	dir := filepath.Join(b.dir, kind+"-"+strconv.Itoa(n))
	return &site{bench: b, kind: kind, n: n, config: b.config, dir: dir, runs: runsFor(kind, n), sizes: filepath.Join(dir, "sizes")}
}

func (s *site) remove() {
	if err := os.RemoveAll(s.dir); err != nil {
		s.logf("%v", err)
	}
}

// runsFor returns the number of runs per case. With MongoDB it is 1: a run is slow, and most of it is the server's time.
func runsFor(kind string, hosts int) int {
	switch {
	case kind == "mongodb":
		return 1
	case hosts <= 200:
		return 7
	case hosts <= 2000:
		return 5
	case hosts <= 10_000:
		return 3
	}
	return 1
}

// fill generates the fleet.
func (s *site) fill(ctx context.Context) error {
	until := time.Now().Add(ahead).UTC().Format(time.RFC3339)
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	_, err := s.process(ctx, "psmonitor", "demo", "-config", s.config, "-store", s.storeURL, "-hosts", strconv.Itoa(s.n),
		"-until", until, "-timeout", "1m")
	if err != nil {
		return err
	}
	s.hosts, err = listed(ctx, s.storeURL)
	return err
}

// measure measures render in each case, and the floor where it applies.
func (s *site) measure(ctx context.Context) error {
	all := len(s.hosts)
	some := every(s.hosts, 20)
	for _, c := range []struct {
		name    string
		changed int
		floor   bool
		prepare func(run int) error
	}{
		{"first run", all, true, s.newOutput},
		{"all changed", all, true, func(int) error { return advance(ctx, s.storeURL, s.hosts) }},
		{"5 % changed", len(some), false, func(int) error { return advance(ctx, s.storeURL, some) }},
		{"nothing changed", 0, false, func(int) error { return nil }},
	} {
		if err := s.repeat(ctx, c.name, c.changed, c.floor, c.prepare); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// newOutput makes the next run begin with an empty site.
func (s *site) newOutput(run int) error {
	for _, old := range []string{s.out, s.beside} {
		if old != "" {
			if err := truncateFiles(old); err != nil {
				return err
			}
		}
	}
	s.out, s.beside = filepath.Join(s.dir, fmt.Sprint("site", run)), filepath.Join(s.dir, fmt.Sprint("floor", run))
	return nil
}

// repeat measures one case.
func (s *site) repeat(ctx context.Context, name string, changed int, withFloor bool, prepare func(run int) error) error {
	r := row{kind: s.kind, hosts: s.n, name: name, changed: changed, floor: usage{user: math.NaN()}}
	var renders, floors []usage
	for run := range s.runs {
		if err := prepare(run); err != nil {
			return err
		}
		u, err := s.render(ctx)
		if err != nil {
			return err
		}
		renders = append(renders, u)
		s.note("Render", r, u)
		if !withFloor {
			continue
		}
		if u, err = s.floorRun(ctx); err != nil {
			return err
		}
		floors = append(floors, u)
		s.note("Floor", r, u)
	}
	r.render = medians(renders)
	if withFloor {
		r.floor = medians(floors)
	}
	s.table.rows = append(s.table.rows, r)
	return nil
}

func (s *site) render(ctx context.Context) (usage, error) {
	return s.withServer(ctx, "psmonitor", "render", "-config", s.config, "-store", s.storeURL, "-out", s.out)
}

func (s *site) floorRun(ctx context.Context) (usage, error) {
	if err := writeSizes(s.sizes, s.out, s.hosts); err != nil {
		return usage{}, err
	}
	return s.withServer(ctx, s.self, "floor", s.storeURL, s.beside, s.sizes)
}

// withServer runs a program when the disk is quiet, and measures the server's CPU time too.
func (s *site) withServer(ctx context.Context, program string, args ...string) (usage, error) {
	if s.store != "" {
		if err := waitQuiet(ctx, s.store); err != nil {
			return usage{}, err
		}
	}
	syscall.Sync() // earlier writes must not slow down what is measured
	if s.server == nil {
		return s.process(ctx, program, args...)
	}
	before, err := s.server()
	if err != nil {
		return usage{}, err
	}
	u, err := s.process(ctx, program, args...)
	if err != nil {
		return usage{}, err
	}
	after, err := s.server()
	u.server = after - before
	return u, err
}
