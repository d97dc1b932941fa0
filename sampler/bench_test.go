//go:build linux

package sampler

import (
	"context"
	"testing"
	"time"

	"psmonitor/internal/metric"
)

func BenchmarkSample(b *testing.B) {
	host := Host{Name: "example01", Families: Families(Filters{})}
	_, last, err := host.Sample(b.Context(), State{})
	if err != nil {
		b.Fatal(err)
	}
	host.Wait = func(context.Context, time.Duration) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := host.Sample(b.Context(), last); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFamily measures each family on this machine and on the recording of a large one.
func BenchmarkFamily(b *testing.B) {
	for where, ctx := range map[string]context.Context{"live": context.Background(), "many": record(b, "many").context()} {
		for _, f := range Families(Filters{}) {
			b.Run(f.Name+"/"+where, func(b *testing.B) {
				b.ReportAllocs()
				c := &metric.Counters{After: make(map[string]float64)}
				for b.Loop() {
					f.Read(ctx, c) // the first call of cpu returns an error, which does not matter here
				}
			})
		}
	}
}
