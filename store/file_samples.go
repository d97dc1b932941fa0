package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"
)

// The format of a host's file. The bucket formatBucket has one key, formatKey, with the version in decimal. The bucket
// samplesBucket has the documents: the key is a number of 8 bytes, big-endian, one larger than the key before; the
// value is the CRC-32C of key and document, big-endian, then the document; the bucket's sequence is the last number.
const (
	formatVersion = 1
	keySize       = 8
	sumSize       = 4

	lastNumber = math.MaxInt64 // no file comes near to it; no sum of numbers overflows
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

// documents are those of a file, numbered from first to last; last is less than first when there are none.
type documents struct {
	path        string
	leaves      []leaf
	first, last uint64
}

// documents finds them. Of each only the place is looked at, and of the first and the last one the number, which for the last
// one also stands beside the bucket, as a page that lost its end looks like any other.
func (p *pages) documents() (documents, error) {
	leaves, sequence, err := p.walk()
	if err != nil {
		return documents{}, err
	}
	d := documents{path: p.path, leaves: leaves, first: 1}
	var firstKey, lastKey []byte
	count := uint64(0)
	for i, l := range leaves {
		count += uint64(l.count)
		if i == 0 {
			firstKey, _ = l.document(0)
		}
		lastKey, _ = l.document(l.count - 1)
	}
	switch {
	case count == 0 && sequence == 0:
		return d, nil
	case len(firstKey) != keySize || len(lastKey) != keySize:
		return documents{}, damaged(p.path, errors.New("a key of the wrong length"))
	}
	d.first, d.last = binary.BigEndian.Uint64(firstKey), binary.BigEndian.Uint64(lastKey)
	if d.first == 0 || d.last < d.first || d.last > lastNumber || d.last != sequence || count != d.last-d.first+1 {
		return documents{}, damaged(p.path, errors.New("the keys are out of order"))
	}
	return d, nil
}

// each calls visit for the documents from that number on, after verifying each. None before them is looked at.
func (d documents) each(from uint64, visit func(doc []byte) error) error {
	number := d.first
	for _, l := range d.leaves {
		if number+uint64(l.count) <= from {
			number += uint64(l.count)
			continue
		}
		for i := range l.count {
			if number >= from {
				k, v := l.document(i)
				doc, err := unseal(number, k, v)
				if err != nil {
					return damaged(d.path, fmt.Errorf("document %d: %w", number, err))
				}
				if err := visit(doc); err != nil {
					return err
				}
			}
			number++
		}
	}
	return nil
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
