package bsonfile

import "testing"

// BenchmarkNewest reads the newest 576 of 648 documents of 1.7 KB.
func BenchmarkNewest(b *testing.B) {
	f := newFile(b, 576)
	mustAppend(b, f, documents(b, 1, 648, 1700-60)...)
	var r Reader
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		if _, err := r.Newest(b.Context(), f, 576, MaxDocument, func([]byte) error { n++; return nil }); err != nil || n != 576 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	f := newFile(b, 576)
	id := 1
	for b.Loop() {
		mustAppend(b, f, document(b, id, 1700-60))
		id++
	}
}

// BenchmarkScanDamage scans a megabyte in which no document is.
func BenchmarkScanDamage(b *testing.B) {
	f := newFile(b, 576)
	content := sealed(documents(b, 1, 648, 1700-60)...)
	for at := 100; at < len(content); at += 1000 {
		content[at] ^= 1
	}
	write(b, f, content)
	var r Reader
	for b.Loop() {
		if _, err := r.Newest(b.Context(), f, 576, MaxDocument, func([]byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
