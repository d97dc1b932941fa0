package store

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// TestMetaIsTheOneOfBolt reads files of all sizes of pages, whole and with either meta page damaged, and wants the transaction
// that bbolt would read.
func TestMetaIsTheOneOfBolt(t *testing.T) {
	for _, pageSize := range []int{1024, 4096, 16 << 10, 64 << 10} {
		for damaged := range 3 { // the first page, the second, none
			for transactions := range 2 { // so that either is the newest
				file := filepath.Join(t.TempDir(), "file.db")
				db, err := bolt.Open(file, 0o640, &bolt.Options{PageSize: pageSize})
				if err != nil {
					t.Fatal(err)
				}
				for i := range 3 + transactions {
					err := db.Update(func(tx *bolt.Tx) error {
						b, err := tx.CreateBucketIfNotExists(samplesBucket)
						if err != nil {
							return err
						}
						return b.Put(key(uint64(i)), make([]byte, 5000))
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if damaged < 2 {
					content[damaged*pageSize+rootAt] ^= 1
				}
				if err := os.WriteFile(file, content, 0o640); err != nil {
					t.Fatal(err)
				}
				m, err := metaOf(content[:min(len(content), metasSize)])
				if err != nil {
					t.Errorf("pages of %d bytes, number %d damaged: %v", pageSize, damaged, err)
					continue
				}
				err = withFile(t.Context(), file, time.Now(), false, func(a *access) error {
					if info := a.tx.DB().Info(); m.transaction != uint64(a.tx.ID()) || int64(m.high*m.pageSize) != a.tx.Size() || m.pageSize != uint64(info.PageSize) {
						t.Errorf("pages of %d bytes, number %d damaged: %+v; of bbolt transaction %d, %d bytes in pages of %d",
							pageSize, damaged, m, a.tx.ID(), a.tx.Size(), info.PageSize)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		}
	}
}

// TestMetasThatAreNone damages both meta pages, or has them contradict each other.
func TestMetasThatAreNone(t *testing.T) {
	_, file := filled(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	size := os.Getpagesize()
	setSize := func(page []byte, size uint32) {
		binary.NativeEndian.PutUint32(page[pageSizeAt:], size)
		sealMeta(page)
	}
	for name, damage := range map[string]func(b []byte){
		"both damaged":            func(b []byte) { b[rootAt]++; b[size+rootAt]++ },
		"of another version":      func(b []byte) { b[versionAt]++; b[size+versionAt]++ },
		"the second at the wrong": func(b []byte) { b[rootAt]++; copy(b[1024:], b[size:size+metaSize]) },
		"the first of no size":    func(b []byte) { setSize(b, 0) },
		"the first of another":    func(b []byte) { setSize(b, 512) },
		"the first of no power":   func(b []byte) { setSize(b, 3000) },
		"the second of another":   func(b []byte) { setSize(b[size:], 512) },
	} {
		b := append([]byte(nil), content[:metasSize/8]...)
		damage(b)
		if m, err := metaOf(b); err == nil {
			t.Errorf("%s: got %+v", name, m)
		}
	}
	if _, err := metaOf(nil); err == nil {
		t.Error("nothing was taken")
	}
}

// TestReadersAndBoltWaitForEachOther holds the lock of readers to bbolt's.
func TestReadersAndBoltWaitForEachOther(t *testing.T) {
	_, file := filled(t)
	for range 2 { // readers do not wait for each other
		f, err := openShared(t.Context(), file, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
	}
	nothing := func(*access) error { return nil }
	if err := withFile(t.Context(), file, time.Now(), false, nothing); err != nil {
		t.Errorf("bbolt does not read beside readers: %v", err)
	}
	if err := withFile(t.Context(), file, time.Now(), true, nothing); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("bbolt writes beside readers: %v", err)
	}
}
