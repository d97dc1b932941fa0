package store

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// sized returns that many documents, each with as many bytes more than the least as size says.
func sized(t *testing.T, n int, size func() int) (docs [][]byte) {
	t.Helper()
	for i := range n {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "n", Value: i},
			{Key: "fill", Value: bytes.Repeat([]byte{byte(i)}, size())}})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// TestPagesHaveWhatBoltReads reads files of all shapes past bbolt, and by it.
func TestPagesHaveWhatBoltReads(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	between := func(least, most int) func() int { return func() int { return least + random.IntN(most-least) } }
	for _, test := range []struct {
		name              string
		n, batch, keep    int
		size              func() int
		small, large, all bool // in its parent's page; mapped; nothing is removed
	}{
		{name: "one that stands in its parent's page", n: 1, batch: 1, keep: 9, size: between(1, 9), small: true, all: true},
		{name: "one page", n: 5, batch: 1, keep: 9, size: between(300, 600), all: true},
		{name: "filled at once", n: 576, batch: 576, keep: 576, size: between(1600, 1800), all: true},
		{name: "one by one", n: 400, batch: 1, keep: 150, size: between(1600, 1800)},
		{name: "in batches of all lengths", n: 900, batch: 17, keep: 200, size: between(1, 3000)},
		{name: "longer than a page", n: 60, batch: 3, keep: 40, size: between(1, 40_000)},
		{name: "tiny", n: 5000, batch: 500, keep: 4000, size: between(1, 9)},
		{name: "too large to be read at once", n: 30, batch: 5, keep: 20, size: between(500_000, 900_000), large: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := opened(t, newFolder(t), Options{Max: test.keep}).(*fileStore)
			docs := sized(t, test.n, test.size)
			for batch := range slices.Chunk(docs, test.batch) {
				mustAppend(t, s, host, batch...)
			}
			kept := docs[max(0, len(docs)-test.keep):]
			if test.all != (len(kept) == len(docs)) {
				t.Fatalf("%d of %d documents are kept", len(kept), len(docs))
			}
			path, err := s.path(host)
			if err != nil {
				t.Fatal(err)
			}
			err = withFile(t.Context(), path, time.Now(), false, func(a *access) error {
				if large := a.tx.Size() > readLimit; large != test.large {
					t.Errorf("%d bytes, want more than %d: %v", a.tx.Size(), readLimit, test.large)
				}
				samples := a.tx.Bucket(samplesBucket)
				if small := samples.Root() == 0; small != test.small {
					t.Errorf("in its parent's page: %v", small)
				}
				var all [][]byte
				if err := samples.ForEach(func(_, v []byte) error { all = append(all, v[sumSize:]); return nil }); err != nil {
					return err
				}
				var p pages
				if err := a.begin(&p); err != nil {
					return err
				}
				if p.transaction != uint64(a.tx.ID()) || int64(p.high*p.pageSize) != a.tx.Size() {
					t.Errorf("transaction %d and %d pages, by bbolt %d and %d bytes", p.transaction, p.high, a.tx.ID(), a.tx.Size())
				}
				for _, n := range []int{1, 2, 7, test.keep - 1, test.keep, test.keep + 1} {
					var got [][]byte
					if err := s.Newest(t.Context(), host, n, func(doc []byte) error { got = append(got, bytes.Clone(doc)); return nil }); err != nil {
						return err
					}
					want := all[max(0, len(all)-n):]
					same := func(list [][]byte) bool {
						return slices.EqualFunc(got, list, func(a, b []byte) bool { return bytes.Equal(a, head(b)) })
					}
					if !same(want) || !same(kept[max(0, len(kept)-n):]) {
						t.Errorf("newest %d: %d documents are read, %d by bbolt", n, len(got), len(want))
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestElementsOfAnyKind gives all elements a bit that bbolt passes over: it follows the buckets' pages all the same, and
// writes on to what has the documents.
func TestElementsOfAnyKind(t *testing.T) {
	storeURL, file := filled(t)
	content, m := contentOf(t, file)
	for number := uint64(2); number < m.high; number++ {
		page := content[number*m.pageSize:]
		if binary.NativeEndian.Uint16(page[8:]) != leafPage {
			continue
		}
		for i := range int(binary.NativeEndian.Uint16(page[10:])) {
			page[headerSize+i*elementSize] |= 2
		}
	}
	overwrite(t, file, content)
	err := withFile(t.Context(), file, time.Now(), false, func(a *access) error {
		var p pages
		if err := a.begin(&p); err != nil {
			return err
		}
		if _, _, err := p.walk(); err != nil {
			return err
		}
		if !p.used[a.tx.Bucket(samplesBucket).Root()] {
			t.Error("the bucket's page was not claimed")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	s := opened(t, storeURL, Options{Max: 60})
	wantNumbers(t, s, host, 60, upTo(41, 100))
	mustAppend(t, s, host, numbered(t, 101, 101)...)
	wantNumbers(t, s, host, 60, upTo(42, 101))
}

// TestWhatBoltWritesIsTakenForWhole appends batches of all lengths and keeps now many, now few: bbolt splits its pages, joins
// them and adds levels, and each time the file has to look whole to the next writer.
func TestWhatBoltWritesIsTakenForWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, most := range []int{10, 300, 2000, 5000} {
		folder := newFolder(t)
		for i := range 25 {
			s := opened(t, folder, Options{Max: 1 + random.IntN(1200)})
			docs := sized(t, 1+random.IntN(300), func() int { return 1 + random.IntN(most) })
			if err := s.Append(t.Context(), host, docs...); err != nil {
				t.Fatalf("documents of up to %d bytes, batch %d: %v", most, i, err)
			}
		}
	}
}
