package spool

import "testing"

// BenchmarkSample is what a sample costs here: into the spool, and out of it, beside so many that wait.
func BenchmarkSample(b *testing.B) {
	for name, waiting := range map[string]int{"empty": 0, "full": 576} {
		b.Run(name, func(b *testing.B) {
			s := newSpool(b, 577)
			for id := range waiting {
				if _, err := s.Append(document(b, id, 1000)); err != nil {
					b.Fatal(err)
				}
			}
			doc := document(b, 1000, 1000)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Append(doc); err != nil {
					b.Fatal(err)
				}
				s.remove(b, s.oldest(b, 1, 1<<20))
			}
		})
	}
}
