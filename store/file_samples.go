package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	bolt "go.etcd.io/bbolt"
)

// The format of a host's file. The bucket formatBucket has one key, formatKey, with the version in decimal. The bucket
// samplesBucket has the documents: the key is a number of 8 bytes, big-endian, one larger than the key before; the
// value is the CRC-32C of key and document, big-endian, then the document; the bucket's sequence is the last number.
const (
	formatVersion = 1
	keySize       = 8
	sumSize       = 4
)

var (
	formatBucket  = []byte("psmonitor")
	formatKey     = []byte("format")
	samplesBucket = []byte("samples")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// buckets are what a file has at its top.
type buckets struct {
	about, samples bool   // the buckets
	format         []byte // nil for none
}

// check reports why this version cannot use such a file.
func (b buckets) check(path string) error {
	if !b.about {
		return fmt.Errorf("%s is not psmonitor's: %s", path, moveAway)
	}
	version, err := strconv.Atoi(string(b.format))
	switch {
	case err != nil || version < 1:
		return damaged(path, errors.New("no format"))
	case version > formatVersion:
		return fmt.Errorf("%s was made by a newer psmonitor (format %d, this one knows %d): update this one", path, version, formatVersion)
	case !b.samples:
		return damaged(path, errors.New("no samples"))
	}
	return nil
}

// samples returns the bucket of the documents of a file that this version can use.
func (a *access) samples() (*bolt.Bucket, error) {
	about, samples := a.tx.Bucket(formatBucket), a.tx.Bucket(samplesBucket)
	b := buckets{about: about != nil, samples: samples != nil}
	if b.about {
		b.format = about.Get(formatKey)
	}
	return samples, b.check(a.path)
}

// span returns the first and the last number of the documents; last is less than first when there are none. The last
// one also stands in the bucket's header, as a page that lost its end looks like any other.
func (a *access) span(samples *bolt.Bucket) (first, last uint64, err error) {
	c := samples.Cursor()
	firstKey, _ := c.First()
	lastKey, _ := c.Last()
	return spanOf(a.path, firstKey, lastKey, samples.Sequence())
}

// spanOf is span for the keys of the first and the last document, nil if there are none, and the last one's number as it
// stands beside the bucket.
func spanOf(path string, firstKey, lastKey []byte, sequence uint64) (first, last uint64, err error) {
	if firstKey == nil && lastKey == nil && sequence == 0 {
		return 1, 0, nil
	}
	if len(firstKey) != keySize || len(lastKey) != keySize {
		return 0, 0, damaged(path, errors.New("a key of the wrong length"))
	}
	first, last = binary.BigEndian.Uint64(firstKey), binary.BigEndian.Uint64(lastKey)
	if first == 0 || last < first || last != sequence {
		return 0, 0, damaged(path, errors.New("the keys are out of order"))
	}
	return first, last, nil
}

// each calls visit for the documents from number first to number last, both included, after verifying each. The
// document stands in the file's mapping.
func (a *access) each(samples *bolt.Bucket, first, last uint64, visit func(doc []byte) error) error {
	if last < first {
		return nil
	}
	c := samples.Cursor()
	k, v := c.First()
	if !bytes.Equal(k, key(first)) {
		k, v = c.Seek(key(first)) // never for the first: if its key is damaged, that would skip it
	}
	for n := first; ; n++ {
		doc, err := document(a.path, n, k, v)
		if err != nil {
			return err
		}
		if err := visit(doc); err != nil || n == last {
			return err
		}
		k, v = c.Next()
	}
}

func key(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, keySize), n)
}

// seal returns what is stored for a document.
func seal(k, doc []byte) []byte {
	v := make([]byte, sumSize, sumSize+len(doc))
	binary.BigEndian.PutUint32(v, checksum(k, doc))
	return append(v, doc...)
}

// document returns the document of that number, after verifying it.
func document(path string, n uint64, k, v []byte) ([]byte, error) {
	doc, err := unseal(n, k, v)
	if err != nil {
		return nil, damaged(path, fmt.Errorf("document %d: %w", n, err))
	}
	return doc, nil
}

// unseal returns the document that was stored under number n.
func unseal(n uint64, k, v []byte) ([]byte, error) {
	switch {
	case len(k) != keySize || binary.BigEndian.Uint64(k) != n || len(v) < sumSize:
		return nil, errors.New("missing")
	case len(v) > sumSize+maxDocument || binary.BigEndian.Uint32(v) != checksum(k, v[sumSize:]):
		return nil, errors.New("wrong checksum")
	}
	return v[sumSize:], nil
}

func checksum(k, doc []byte) uint32 {
	return crc32.Update(crc32.Checksum(k, castagnoli), castagnoli, doc)
}
