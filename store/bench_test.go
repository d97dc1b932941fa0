package store

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// kilobyte returns a document of about 1 KB.
func kilobyte(tb testing.TB) []byte {
	tb.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "fill", Value: make([]byte, 1000-45)}})
	if err != nil {
		tb.Fatal(err)
	}
	return doc
}

// aged returns a store whose one host has got 2,000 documents one by one, and keeps 576.
func aged(b *testing.B) Store {
	s, err := Open(context.Background(), newFolder(b), Options{Max: 576})
	if err != nil {
		b.Fatal(err)
	}
	for range 2000 {
		if err := s.Append(context.Background(), "example01", kilobyte(b)); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	return s
}

func BenchmarkFileAppend(b *testing.B) {
	s := aged(b)
	for b.Loop() {
		if err := s.Append(context.Background(), "example01", kilobyte(b)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFileNewest(b *testing.B) {
	s := aged(b)
	for b.Loop() {
		read := 0
		err := s.Newest(context.Background(), "example01", 576, func([]byte) error { read++; return nil })
		if err != nil || read != 576 {
			b.Fatal(read, err)
		}
	}
}
