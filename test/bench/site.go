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

// ahead is by how much the made-up samples are in the future, so that no host falls silent while it is measured.
const ahead = 2 * time.Hour

// site is a fleet in a store, and its pages.
type site struct {
	*bench
	kind     string // of the store, as the table says it
	n        int
	config   string // the file
	dir      string // with all that is made
	storeURL string
	store    string // the folder; "" for MongoDB
	hosts    []string
	runs     int
	out      string // the site's folder now
	beside   string // the floor's
	sizes    string // the file that tells the floor what to write

	server func() (float64, error) // its processor time so far, ms; nil for files
}

func (b *bench) newSite(kind string, n int) *site {
	dir := filepath.Join(b.dir, kind+"-"+strconv.Itoa(n))
	return &site{bench: b, kind: kind, n: n, config: b.config, dir: dir, runs: runsFor(kind, n), sizes: filepath.Join(dir, "sizes")}
}

func (s *site) remove() {
	if err := os.RemoveAll(s.dir); err != nil {
		s.say("%v", err)
	}
}

// runsFor returns how often each thing is measured. Of MongoDB most is the server's own time, and long.
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

// fill makes the fleet.
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

// measure measures render in each case, and beside it the floor.
func (s *site) measure(ctx context.Context) error {
	all := len(s.hosts)
	some := every(s.hosts, 20)
	for _, c := range []struct {
		name    string
		changed int
		floor   bool
		prepare func(run int) error
	}{
		{"first run", all, true, s.anew},
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

// anew has the next run begin with an empty site.
func (s *site) anew(run int) error {
	for _, old := range []string{s.out, s.beside} {
		if old != "" {
			if err := hollow(old); err != nil {
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

// withServer runs a program when all is at rest, and says what the server has taken meanwhile.
func (s *site) withServer(ctx context.Context, program string, args ...string) (usage, error) {
	if s.store != "" {
		if err := rest(ctx, s.store); err != nil {
			return usage{}, err
		}
	}
	syscall.Sync() // what waits to be written is not to fall into what is measured
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
