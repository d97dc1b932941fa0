package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// contentOf returns what is in a file, and its meta.
func contentOf(t testing.TB, file string) (content []byte, m meta) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err = metaOf(content[:min(len(content), metasSize)])
	if err != nil {
		t.Fatal(err)
	}
	return content, m
}

// overwrite puts other content into a file.
func overwrite(t testing.TB, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, fileMode); err != nil {
		t.Fatal(err)
	}
}

// valueAt returns the place of a bucket's value, which begins with the number of its page.
func valueAt(content []byte, m meta, bucket []byte) int {
	begin := int(m.root * m.pageSize)
	return begin + bytes.LastIndex(content[begin:][:m.pageSize], bucket) + len(bucket)
}

// number returns the number of 8 bytes at a place.
func number(content []byte, at int) uint64 { return binary.NativeEndian.Uint64(content[at:]) }

// lastBelow returns the place where the root of the documents' tree has the number of its last page below; 0 if that root is
// no branch.
func lastBelow(content []byte, m meta) int {
	root := number(content, valueAt(content, m, samplesBucket))
	page := content[root*m.pageSize:]
	if root == 0 || binary.NativeEndian.Uint16(page[8:]) != branchPage {
		return 0
	}
	count := int(binary.NativeEndian.Uint16(page[10:]))
	return int(root*m.pageSize) + headerSize + (count-1)*elementSize + 8
}

// TestTheTreesLastLeafIsNoTree has one flipped bit make the last leaf of the tree its root: the newest documents, with the
// right numbers, and the others in no tree.
func TestTheTreesLastLeafIsNoTree(t *testing.T) {
	storeURL := newFolder(t)
	s := opened(t, storeURL, Options{Max: 60})
	file, err := s.(*fileStore).path(host)
	if err != nil {
		t.Fatal(err)
	}
	for last := 1; last <= 200; last++ {
		mustAppend(t, s, host, numbered(t, last, last)...)
		content, m := contentOf(t, file)
		at, below := valueAt(content, m, samplesBucket), lastBelow(content, m)
		if below == 0 {
			continue
		}
		lastLeaf := number(content, below)
		if flipped := number(content, at) ^ lastLeaf; flipped&(flipped-1) != 0 { // more than one bit
			continue
		}
		binary.NativeEndian.PutUint64(content[at:], lastLeaf)
		overwrite(t, file, content)
		wantRefusal(t, s, "damaged", "neither in use nor free", file)
		return
	}
	t.Fatal("no such file has come about")
}

// TestFilesThatAreReadOnly crafts files of which the documents can be read, and which bbolt would spoil by writing.
func TestFilesThatAreReadOnly(t *testing.T) {
	for _, test := range []struct {
		name  string
		make  func(t *testing.T, file string)
		words string
	}{
		{"buckets out of order", shuffleBuckets, "out of order"},
		{"documents that stand over each other", overlap, "stands over each other"},
		{"the last of all numbers", func(t *testing.T, file string) {
			change(t, file, func(tx *bolt.Tx) error {
				k := key(lastNumber)
				samples, err := emptied(tx)
				return errors.Join(err, samples.Put(k, seal(k, numbered(t, 1, 1)[0])), samples.SetSequence(lastNumber))
			})
		}, "no number is left"},
	} {
		t.Run(test.name, func(t *testing.T) {
			storeURL, file := filled(t)
			test.make(t, file)
			crafted, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := opened(t, storeURL, Options{Max: 400})
			read := 0
			if err := s.Newest(t.Context(), host, 400, func([]byte) error { read++; return nil }); err != nil || read == 0 {
				t.Errorf("%d documents were read: %v", read, err)
			}
			err = s.Append(t.Context(), host, numbered(t, 101, 101)...)
			if err == nil || !strings.Contains(err.Error(), test.words) || !strings.Contains(err.Error(), file) {
				t.Errorf("append: got %v, want an error with %q and the file's name", err, test.words)
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, crafted) {
				t.Errorf("the file was changed, or is gone: %v", err)
			}
		})
	}
}

// emptied returns the bucket of the documents without any.
func emptied(tx *bolt.Tx) (*bolt.Bucket, error) {
	if err := tx.DeleteBucket(samplesBucket); err != nil {
		return nil, err
	}
	return tx.CreateBucket(samplesBucket)
}

// shuffleBuckets adds a bucket before all others, and then calls it like one behind them.
func shuffleBuckets(t *testing.T, file string) {
	t.Helper()
	change(t, file, func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("aaaa")); return err })
	content, _ := contentOf(t, file)
	overwrite(t, file, bytes.ReplaceAll(content, []byte("aaaa"), []byte("zzzz")))
}

// overlap makes one large document many, each of which begins a little later than the one before and ends where it does.
func overlap(t *testing.T, file string) {
	t.Helper()
	const n, size, step = 400, 1 << 20, 33
	change(t, file, func(tx *bolt.Tx) error {
		samples, err := emptied(tx)
		return errors.Join(err, samples.Put(key(1), seal(key(1), sized(t, 1, func() int { return size })[0])), samples.SetSequence(n))
	})
	content, m := contentOf(t, file)
	page := content[number(content, valueAt(content, m, samplesBucket))*m.pageSize:]
	binary.NativeEndian.PutUint16(page[10:], n)
	body := page[headerSize:]
	clear(body[n*elementSize : size])
	for i := n - 1; i >= 0; i-- { // the last one first, as each has a checksum of all behind it
		begin, element := n*elementSize+i*step, body[i*elementSize:]
		binary.NativeEndian.PutUint32(element, 0)
		binary.NativeEndian.PutUint32(element[4:], uint32(begin-i*elementSize))
		binary.NativeEndian.PutUint32(element[8:], keySize)
		binary.NativeEndian.PutUint32(element[12:], uint32(size-begin-keySize))
		k, doc := key(uint64(i+1)), body[begin+keySize+sumSize:size]
		copy(body[begin:], k)
		binary.LittleEndian.PutUint32(doc, uint32(len(doc)))
		copy(doc[4:], "\x10_id\x00\x07\x00\x00\x00\x05f\x00")
		binary.LittleEndian.PutUint32(doc[16:], uint32(len(doc)-22))
		binary.BigEndian.PutUint32(body[begin+keySize:], checksum(k, doc))
	}
	overwrite(t, file, content)
}

// raise puts so many branches, one above the other, between a page and the place that has its number.
func raise(t *testing.T, file string, branches uint64, place func(content []byte, m meta) int) {
	t.Helper()
	content, m := contentOf(t, file)
	at := place(content, m)
	below := number(content, at)
	content = content[:m.high*m.pageSize]
	for id := m.high; id < m.high+branches; id++ {
		page := make([]byte, m.pageSize)
		binary.NativeEndian.PutUint64(page, id)
		binary.NativeEndian.PutUint16(page[8:], branchPage)
		binary.NativeEndian.PutUint16(page[10:], 1)
		binary.NativeEndian.PutUint32(page[headerSize:], elementSize)
		binary.NativeEndian.PutUint32(page[headerSize+4:], keySize)
		binary.NativeEndian.PutUint64(page[headerSize+8:], below)
		copy(page[headerSize+elementSize:], key(1))
		content, below = append(content, page...), id
	}
	binary.NativeEndian.PutUint64(content[at:], below)
	overwrite(t, file, content)
	if err := alterMeta(t, file, highAt, func(uint64) uint64 { return m.high + branches }); err != nil {
		t.Fatal(err)
	}
}

// TestTreesOfOddShapes has trees that bbolt never makes. It calls itself for each level, until its stack is full.
func TestTreesOfOddShapes(t *testing.T) {
	root := func(content []byte, m meta) int { return valueAt(content, m, samplesBucket) }
	t.Run("without end", func(t *testing.T) {
		storeURL, file := filled(t)
		raise(t, file, mostLevels, root)
		wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "levels", file)
	})
	t.Run("branches beside leaves", func(t *testing.T) {
		storeURL, file := filled(t)
		raise(t, file, 1, lastBelow)
		wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "branches and leaves below it", file)
	})
}

// TestTheLastTransaction has a file at the last number of all: after it bbolt would go on with the page before.
func TestTheLastTransaction(t *testing.T) {
	storeURL, file := filled(t)
	_, m := contentOf(t, file)
	err := alterMeta(t, file, transactionAt, func(n uint64) uint64 { return math.MaxUint64 - (m.transaction - n) })
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "transaction", file)
}

// TestAnInlineBucketHasNoPage gives the page that stands in for the bucket's a number: bbolt would call that page free.
func TestAnInlineBucketHasNoPage(t *testing.T) {
	storeURL, file := filled(t)
	content, m := contentOf(t, file)
	at := valueAt(content, m, formatBucket)
	if n := number(content, at); n != 0 {
		t.Fatalf("the format stands on page %d", n)
	}
	binary.NativeEndian.PutUint64(content[at+bucketSize:], 4)
	overwrite(t, file, content)
	wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "no leaf without a page of its own", file)
}
