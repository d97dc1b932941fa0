package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
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
		_, err := s.Newest(context.Background(), "example01", 576, func([]byte) error { read++; return nil })
		if err != nil || read != 576 {
			b.Fatal(read, err)
		}
	}
}

// manyFiles returns a store of that many hosts, whose files are copies of one with a few documents, at rest.
func manyFiles(b *testing.B, hosts int) Store {
	storeURL := newFolder(b)
	s := opened(b, storeURL, Options{Max: 576})
	mustAppend(b, s, "first", kilobyte(b), kilobyte(b))
	folder, err := pathOfURL(storeURL)
	if err != nil {
		b.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(folder, "first.bson"))
	if err != nil {
		b.Fatal(err)
	}
	for i := range hosts - 1 {
		if err := os.WriteFile(filepath.Join(folder, nameOf(i)+extension), content, 0o640); err != nil {
			b.Fatal(err)
		}
	}
	waitAnHour(s)
	return s
}

// BenchmarkFileStamps lists ten thousand hosts and asks each for its stamp; an operation is all of them.
func BenchmarkFileStamps(b *testing.B) {
	stampAll(b, manyFiles(b, 10_000), 10_000, 1)
}

// BenchmarkFileReads reads ten thousand hosts of two documents, one after the other: the cost of opening and closing.
func BenchmarkFileReads(b *testing.B) {
	s := manyFiles(b, 10_000)
	hosts, err := s.Hosts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, host := range hosts {
			if _, err := s.Newest(b.Context(), host, 576, func([]byte) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(hosts)), "µs/host")
}

// BenchmarkMongoStamps asks for the stamps of a thousand hosts, by two jobs. Nearly all of it is the server's own time:
// BenchmarkMongoPing says what one answer of it costs that needs no data.
func BenchmarkMongoStamps(b *testing.B) {
	storeURL, hosts := ferretDatabase(b), 1000
	s := opened(b, storeURL, Options{Max: 576})
	for i := range hosts {
		mustAppend(b, s, nameOf(i), kilobyte(b))
	}
	stampAll(b, opened(b, storeURL, Options{ReadOnly: true, Jobs: 2}), hosts, 2)
}

func BenchmarkMongoPing(b *testing.B) {
	s := opened(b, ferretDatabase(b), Options{ReadOnly: true}).(*mongoStore)
	for b.Loop() {
		if err := s.client.Ping(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// stampAll measures the listing of the hosts, and the stamps of all of them.
func stampAll(b *testing.B, s Store, hosts, jobs int) {
	b.ReportAllocs()
	for b.Loop() {
		names, err := s.Hosts(b.Context())
		if err != nil || len(names) != hosts {
			b.Fatal(len(names), err)
		}
		var workers sync.WaitGroup
		for job := range jobs {
			workers.Go(func() {
				for i := job; i < hosts; i += jobs {
					if stamp, err := s.Stamp(b.Context(), names[i]); err != nil || stamp == "" {
						b.Error(fmt.Errorf("%s: got the stamp %q, %v", names[i], stamp, err))
					}
				}
			})
		}
		workers.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*hosts), "µs/host")
}

// BenchmarkHistoryFile reads the heads of 62 days of hours, as put does for each delivery, and adds an hour.
func BenchmarkHistoryFile(b *testing.B) {
	s := opened(b, newFolder(b), Options{Max: 10})
	fill := bson.E{Key: "fill", Value: make([]byte, 4200)} // as many bytes as 46 series
	hour := func(n int) []byte {
		var doc bson.D
		if err := bson.Unmarshal(historyAt(b, rollup.Hours, host, someHour.Add(time.Duration(n)*time.Hour), 12), &doc); err != nil {
			b.Fatal(err)
		}
		raw, err := bson.Marshal(append(doc, fill))
		if err != nil {
			b.Fatal(err)
		}
		return raw
	}
	var docs [][]byte
	for n := range rollup.Hours.Slots {
		docs = append(docs, hour(n))
	}
	mustPutHistory(b, s, rollup.Hours, host, docs...)
	b.Run("heads", func(b *testing.B) {
		for b.Loop() {
			if heads, err := s.HistoryHeads(b.Context(), rollup.Hours, host); err != nil || len(heads) != rollup.Hours.Slots {
				b.Fatal(len(heads), err)
			}
		}
	})
	n := len(docs)
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			mustPutHistory(b, s, rollup.Hours, host, hour(n))
			n++
		}
	})
}
