//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// bench is one run of all measurements.
type bench struct {
	dir      string // absolute
	programs string // folder of the measured programs
	self     string // path of this program
	config   string // path of an empty configuration, so that this machine's is not used
	raw      *os.File
	until    time.Time // no measurement begins after this time
	table    table
}

func newBench(dir, out string, until time.Time) (*bench, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, programs: filepath.Join(dir, "bin"), until: until}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(b.programs, 0o755); err != nil {
		return nil, err
	}
	b.config = filepath.Join(dir, "psmonitor.toml")
	if err := os.WriteFile(b.config, nil, 0o644); err != nil {
		return nil, err
	}
	b.raw, err = os.Create(out)
	return b, err
}

// run runs all measurements, small ones first. If the time does not suffice, the largest are skipped.
func (b *bench) run(ctx context.Context, goBenchmarks bool, fleets, servers []int) (err error) {
	defer func() { err = errors.Join(err, b.raw.Close(), os.RemoveAll(b.dir)) }()
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.head(); err != nil {
		return err
	}
	type step struct {
		what string
		size int64 // bytes on disk
		do   func(context.Context) error
	}
	var steps []step
	if goBenchmarks {
		steps = append(steps, step{"Go benchmarks", 6 << 30, b.goBenchmarks})
	}
	for _, n := range fleets {
		steps = append(steps, step{fmt.Sprintf("%d hosts in files", n), int64(n) * bytesPerHost,
			func(ctx context.Context) error { return b.files(ctx, n) }})
	}
	steps = append(steps, step{"files aged one by one", agedFleet * bytesPerHost, b.aged})
	for _, n := range servers {
		steps = append(steps, step{fmt.Sprintf("%d hosts in MongoDB", n), int64(n) * bytesPerHost,
			func(ctx context.Context) error { return b.mongo(ctx, n) }})
	}
	for _, s := range steps {
		switch free, err := freeBytes(b.dir); {
		case err != nil:
			return err
		case free < s.size+spareBytes:
			b.table.skip("%s: needs %d MB of disk, and %d MB are free", s.what, (s.size+spareBytes)>>20, free>>20)
			continue
		case time.Now().After(b.until):
			b.table.skip("%s: no time left (-limit)", s.what)
			continue
		}
		if ctx.Err() != nil {
			break
		}
		b.logf("%s …", s.what)
		if failed := s.do(ctx); failed != nil { // go on with the other measurements
			err = errors.Join(err, fmt.Errorf("%s: %w", s.what, failed))
		}
	}
	b.table.print(os.Stdout)
	return err
}

// build builds the helper programs. make builds psmonitor itself, with the page scripts.
func (b *bench) build(ctx context.Context) error {
	if err := copyFile(filepath.Join("bin", "psmonitor"), filepath.Join(b.programs, "psmonitor")); err != nil {
		return fmt.Errorf("%w: run make bench, which builds it", err)
	}
	for folder, program := range map[string]string{"test/usage": "usage", "test/ferretdb": "ferretdb"} {
		build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(b.programs, program), ".")
		build.Dir = folder
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", folder, err, out)
		}
	}
	return nil
}

// logf reports progress, because a run takes minutes.
func (b *bench) logf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}
