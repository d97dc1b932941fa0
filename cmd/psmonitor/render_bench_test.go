package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/demo"
	"psmonitor/store"
)

// BenchmarkRender makes the pages of a made-up fleet from the file store, one host an operation.
func BenchmarkRender(b *testing.B) {
	ctx := context.Background()
	dir := b.TempDir()
	until := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := config.Config{Settings: config.Settings{
		Stores: config.Stores{fileURL(filepath.Join(dir, "store"))}, Out: filepath.Join(dir, "site"), JSON: true,
		Every: config.Duration{Duration: 5 * time.Minute}, Keep: config.Duration{Duration: 48 * time.Hour},
	}}
	const hosts = 100
	fleet := demo.New(1, hosts, until, c.Every.Duration, c.Keep.Duration)
	st, err := openWithin(ctx, time.Minute, c)
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(fleet.Fill(ctx, st, time.Minute, 0, func(string) error { return nil }), store.Close(st)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if n%hosts == 0 {
			c.Out = filepath.Join(dir, fmt.Sprint("site", n))
			r := renderRun{config: c, timeout: time.Minute, jobs: 1, log: slog.New(slog.DiscardHandler), app: app{stderr: io.Discard}, now: until}
			if err := r.run(ctx); err != nil {
				b.Fatal(err)
			}
		}
		n++
	}
}
