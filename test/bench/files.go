//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"psmonitor/render/report"
	"psmonitor/store"
)

// files measures a fleet whose store is filled at once.
func (b *bench) files(ctx context.Context, n int) error {
	s := b.newSite("files", n)
	defer s.remove()
	s.store = filepath.Join(s.dir, "store")
	s.storeURL = "file://" + s.store
	if err := s.fill(ctx); err != nil {
		return err
	}
	if err := s.measure(ctx); err != nil {
		return err
	}
	return s.measurePlain(ctx)
}

// agedFleet is how many files are measured that were filled sample by sample; agedHosts of them are, which takes long,
// and the others are copies of these.
const (
	agedFleet = 100
	agedHosts = 5
)

// aged measures files as cron leaves them: filled by single samples, over three windows. They are larger, and their
// documents lie about in them.
func (b *bench) aged(ctx context.Context) error {
	s := b.newSite("aged", agedFleet)
	defer s.remove()
	s.store = filepath.Join(s.dir, "store")
	s.storeURL = "file://" + s.store
	young := b.newSite("young", agedHosts)
	defer young.remove()
	young.storeURL = "file://" + filepath.Join(young.dir, "store")
	if err := young.fill(ctx); err != nil {
		return err
	}
	err := each(young.hosts, len(young.hosts), func(host string) error { return ageHost(ctx, young.storeURL, s.storeURL, host) })
	if err != nil {
		return err
	}
	for i := agedHosts; i < agedFleet; i++ {
		of, name := young.hosts[i%agedHosts], fmt.Sprintf("aged-%03d.example.org", i)
		if err := copyFile(filepath.Join(s.store, of+".bson"), filepath.Join(s.store, name+".bson")); err != nil {
			return err
		}
	}
	if s.hosts, err = listed(ctx, s.storeURL); err != nil {
		return err
	}
	return s.measure(ctx)
}

// ageHost stores a host's samples one after the other, three times over, the last time as they are.
func ageHost(ctx context.Context, from, to, host string) error {
	source, err := store.Open(ctx, from, store.Options{Max: report.Window, ReadOnly: true})
	if err != nil {
		return err
	}
	aged, err := store.Open(ctx, to, store.Options{Max: report.Window})
	if err != nil {
		return err
	}
	for _, before := range []time.Duration{2 * report.Span, report.Span, 0} {
		_, err := source.Newest(ctx, host, report.Window, func(doc []byte) error {
			older, err := later(doc, -before)
			if err != nil {
				return err
			}
			return aged.Append(ctx, host, older)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
