package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// rootAtOf returns the place in a file's content where the page number of the bucket of the documents stands.
func rootAtOf(t *testing.T, content []byte) (m meta, at int) {
	t.Helper()
	m, err := metaOf(content[:min(len(content), metasSize)])
	if err != nil {
		t.Fatal(err)
	}
	root := content[m.root*m.pageSize:][:m.pageSize]
	return m, int(m.root*m.pageSize) + bytes.LastIndex(root, samplesBucket) + len(samplesBucket)
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
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, at := rootAtOf(t, content)
		root := binary.NativeEndian.Uint64(content[at:])
		page := content[root*m.pageSize:]
		if root == 0 || binary.NativeEndian.Uint16(page[8:]) != branchPage {
			continue
		}
		count := int(binary.NativeEndian.Uint16(page[10:]))
		lastLeaf := binary.NativeEndian.Uint64(page[headerSize+(count-1)*elementSize+8:])
		if flipped := root ^ lastLeaf; flipped&(flipped-1) != 0 { // more than one bit
			continue
		}
		binary.NativeEndian.PutUint64(content[at:], lastLeaf)
		if err := os.WriteFile(file, content, 0o640); err != nil {
			t.Fatal(err)
		}
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
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(content, []byte("aaaa"), []byte("zzzz")), 0o640); err != nil {
		t.Fatal(err)
	}
}

// overlap makes one large document many, each of which begins a little later than the one before and ends where it does.
func overlap(t *testing.T, file string) {
	t.Helper()
	const n, size, step = 400, 1 << 20, 33
	change(t, file, func(tx *bolt.Tx) error {
		samples, err := emptied(tx)
		return errors.Join(err, samples.Put(key(1), seal(key(1), sized(t, 1, func() int { return size })[0])), samples.SetSequence(n))
	})
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, at := rootAtOf(t, content)
	page := content[binary.NativeEndian.Uint64(content[at:])*m.pageSize:]
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
	if err := os.WriteFile(file, content, 0o640); err != nil {
		t.Fatal(err)
	}
}

// TestATreeWithoutEnd puts branches of one page each above a tree: bbolt calls itself for each, until its stack is full.
func TestATreeWithoutEnd(t *testing.T) {
	s := opened(t, newFolder(t), Options{Max: 60})
	file, err := s.(*fileStore).path(host)
	if err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, host, sized(t, 60, func() int { return 1600 })...)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, at := rootAtOf(t, content)
	content = content[:m.high*m.pageSize]
	below := binary.NativeEndian.Uint64(content[at:])
	for id := m.high; id < m.high+mostLevels; id++ {
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
	if err := os.WriteFile(file, content, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := alterMeta(t, file, highAt, func(uint64) uint64 { return m.high + mostLevels }); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, s, "damaged", "levels", filepath.Base(file))
}

// TestTheLastTransaction has a file at the last number of all: after it bbolt would go on with the page before.
func TestTheLastTransaction(t *testing.T) {
	storeURL, file := filled(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := rootAtOf(t, content)
	err = alterMeta(t, file, transactionAt, func(n uint64) uint64 { return math.MaxUint64 - (m.transaction - n) })
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "transaction", file)
}

// TestAnInlineBucketHasNoPage gives the page that stands in for the bucket's a number: bbolt would call that page free.
func TestAnInlineBucketHasNoPage(t *testing.T) {
	storeURL, file := filled(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := rootAtOf(t, content)
	root := content[m.root*m.pageSize:][:m.pageSize]
	at := bytes.LastIndex(root, formatBucket) + len(formatBucket)
	if n := binary.NativeEndian.Uint64(root[at:]); n != 0 {
		t.Fatalf("the format stands on page %d", n)
	}
	binary.NativeEndian.PutUint64(root[at+bucketSize:], 4)
	if err := os.WriteFile(file, content, 0o640); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, opened(t, storeURL, Options{Max: 60}), "damaged", "no leaf without a page of its own", file)
}
