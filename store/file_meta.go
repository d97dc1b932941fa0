package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
)

// Where things are in a meta page: one of the first two, which bbolt writes in turns and so never loses both.
const (
	magicAt       = headerSize
	versionAt     = headerSize + 4
	pageSizeAt    = headerSize + 8
	rootAt        = headerSize + 16 // the page of the root bucket
	freelistAt    = headerSize + 32 // the page of the list of free pages
	highAt        = headerSize + 40 // one more than the highest page in use
	transactionAt = headerSize + 48
	checksumAt    = headerSize + 56 // FNV-1a, 64 bits, of all after the header
	metaSize      = checksumAt + 8

	boltMagic     = 0xED0CDAED
	boltVersion   = 2
	leastPageSize = 1024 // bytes; systems have 4096 and more
	mostPageSize  = 64 << 10
	metasSize     = 128 << 10 // as much of a file as has both meta pages
)

// meta is what a meta page says.
type meta struct {
	pageSize, root, free, high, transaction uint64
}

// metaOf returns the meta of the newest transaction that is whole, out of the beginning of a file: the one that bbolt would
// choose.
func metaOf(begin []byte) (meta, error) {
	first, whole := metaAt(begin, 0)
	if size := first.pageSize; whole && (size < leastPageSize || size > mostPageSize || size&(size-1) != 0) {
		return meta{}, fmt.Errorf("pages of %d bytes", size)
	}
	for size := uint64(leastPageSize); size <= mostPageSize; size *= 2 { // the second stands where the first page ends
		if whole && size != first.pageSize {
			continue
		}
		second, wholeToo := metaAt(begin, size)
		switch {
		case !wholeToo:
		case second.pageSize != size:
			return meta{}, errors.New("the first pages contradict each other")
		case !whole || second.transaction > first.transaction:
			return second, nil
		}
	}
	if !whole {
		return meta{}, errors.New("neither of the first two pages is whole")
	}
	return first, nil
}

// metaAt returns the meta at a place, and whether bbolt would take it for whole.
func metaAt(begin []byte, at uint64) (m meta, whole bool) {
	if at+metaSize > uint64(len(begin)) {
		return m, false
	}
	page := begin[at:]
	sum := fnv.New64a()
	sum.Write(page[headerSize:checksumAt])
	m = meta{
		pageSize:    uint64(binary.NativeEndian.Uint32(page[pageSizeAt:])),
		root:        binary.NativeEndian.Uint64(page[rootAt:]),
		free:        binary.NativeEndian.Uint64(page[freelistAt:]),
		high:        binary.NativeEndian.Uint64(page[highAt:]),
		transaction: binary.NativeEndian.Uint64(page[transactionAt:]),
	}
	return m, binary.NativeEndian.Uint32(page[magicAt:]) == boltMagic && binary.NativeEndian.Uint32(page[versionAt:]) == boltVersion &&
		binary.NativeEndian.Uint64(page[checksumAt:]) == sum.Sum64()
}
