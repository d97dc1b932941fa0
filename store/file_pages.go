package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	bolt "go.etcd.io/bbolt"
)

// The kinds of pages, and the sizes of what they begin with: bbolt's file format, version 2. Numbers are in the
// byte order of the machine.
const (
	branchPage    = 0x01
	leafPage      = 0x02
	freelistPage  = 0x10
	headerSize    = 16              // id uint64, kind uint16, count uint16, overflow uint32
	elementSize   = 16              // of a branch: position uint32, key size uint32, page uint64; of a leaf likewise 16
	rootAt        = headerSize + 16 // in a meta page: the page of the root bucket
	freelistAt    = headerSize + 32
	highAt        = headerSize + 40 // one more than the highest page in use
	transactionAt = headerSize + 48
	pageNumber    = 8   // bytes of a page's number
	leastPageSize = 512 // bytes; systems have 4096 and more
)

// pages walks the pages of a file before bbolt does. bbolt follows page numbers without looking: one flipped bit can
// lead it round in a circle for ever, or make it write over a page in use, which no recover() helps against.
type pages struct {
	content    []byte // all pages up to the highest one in use
	pageSize   uint64
	used       []bool // by page number: met on the way
	root, free uint64 // the pages of the root bucket and of the list of free pages, as of the transaction
}

// pages begins a walk through what contents returns.
func (a *access) pages(contents func(size int64) ([]byte, error)) (*pages, error) {
	size := a.tx.Size()
	if size > a.size {
		return nil, fmt.Errorf("cut off after %d of %d bytes", a.size, size)
	}
	p := &pages{pageSize: uint64(a.tx.DB().Info().PageSize)}
	if p.pageSize < leastPageSize || p.pageSize&(p.pageSize-1) != 0 {
		return nil, fmt.Errorf("pages of %d bytes", p.pageSize)
	}
	content, err := contents(size)
	if err != nil {
		return nil, err
	}
	p.content, p.used = content, make([]bool, uint64(size)/p.pageSize)
	transaction := uint64(a.tx.ID())
	meta := content[transaction%2*p.pageSize:]
	if binary.NativeEndian.Uint64(meta[transactionAt:]) != transaction || binary.NativeEndian.Uint64(meta[highAt:]) != uint64(len(p.used)) {
		return nil, errors.New("the first pages contradict each other")
	}
	p.root, p.free = binary.NativeEndian.Uint64(meta[rootAt:]), binary.NativeEndian.Uint64(meta[freelistAt:])
	return p, nil
}

// mapped returns bbolt's mapping of the file, which covers the whole of it.
func (a *access) mapped(size int64) ([]byte, error) {
	info := a.tx.DB().Info()
	content := unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&info.Data))), size)
	fetchAhead(content)
	return content, nil
}

// walk returns the documents' bucket and the pages with its documents, in their order, after claiming all pages of the
// trees; the documents are not looked at. There are no such pages if the bucket is so small that it stands in its parent's.
func (a *access) walk(p *pages) (samples *bolt.Bucket, leaves []uint64, err error) {
	if _, err := p.tree(p.root); err != nil {
		return nil, nil, damaged(a.path, err)
	}
	for _, name := range [...][]byte{formatBucket, samplesBucket} { // before bbolt looks into them
		if leaves, err = p.bucket(a.tx.Bucket(name)); err != nil {
			return nil, nil, damaged(a.path, err)
		}
	}
	_, samples, err = a.buckets()
	return samples, leaves, err
}

// bucket claims the tree of a bucket, which has none if it is missing or small.
func (p *pages) bucket(b *bolt.Bucket) (leaves []uint64, err error) {
	if b == nil || b.Root() == 0 {
		return nil, nil
	}
	return p.tree(uint64(b.Root()))
}

// check walks through a file that somebody is about to write, and through the list of its free pages.
func (a *access) check() error {
	p, err := a.pages(a.mapped)
	if err != nil {
		return damaged(a.path, err)
	}
	if _, _, err := a.walk(p); err != nil {
		return err
	}
	if err := p.freelist(); err != nil {
		return damaged(a.path, err)
	}
	return nil
}

// header returns what a page that is claimed says of itself, and what follows that.
func (p *pages) header(id uint64) (kind uint16, count int, body []byte) {
	page := p.content[id*p.pageSize:]
	overflow := uint64(binary.NativeEndian.Uint32(page[12:]))
	return binary.NativeEndian.Uint16(page[8:]), int(binary.NativeEndian.Uint16(page[10:])), page[headerSize : (overflow+1)*p.pageSize]
}

// claim notes that a page, and those it overflows to, are taken.
func (p *pages) claim(id uint64) error {
	high := uint64(len(p.used))
	if id < 2 || id >= high {
		return fmt.Errorf("no page has the number %d", id)
	}
	page := p.content[id*p.pageSize:]
	self, overflow := binary.NativeEndian.Uint64(page), uint64(binary.NativeEndian.Uint32(page[12:]))
	if self != id || id+overflow >= high {
		return fmt.Errorf("page %d calls itself %d", id, self)
	}
	for n := id; n <= id+overflow; n++ {
		if p.used[n] {
			return fmt.Errorf("page %d is used twice", n)
		}
		p.used[n] = true
	}
	return nil
}

// tree claims the pages of a tree, level by level, and returns its leaves, in the order of their keys: bbolt has them all on
// the last level. It ends because no page can be claimed twice.
func (p *pages) tree(root uint64) (leaves []uint64, err error) {
	for level := []uint64{root}; len(level) > 0; {
		var below []uint64
		for _, id := range level {
			if err := p.claim(id); err != nil {
				return nil, err
			}
			kind, count, body := p.header(id)
			if kind != leafPage && (kind != branchPage || count == 0) || count*elementSize > len(body) {
				return nil, fmt.Errorf("page %d is neither branch nor leaf", id)
			}
			if count == 0 && id != root { // bbolt keeps none, and would pass over the oldest documents
				return nil, fmt.Errorf("page %d is empty", id)
			}
			if kind == leafPage {
				if leaves == nil {
					leaves = make([]uint64, 0, len(level))
				}
				leaves = append(leaves, id)
				continue
			}
			below = slices.Grow(below, count)
			for i := range count {
				below = append(below, binary.NativeEndian.Uint64(body[i*elementSize+8:]))
			}
		}
		level = below
	}
	return leaves, nil
}

// freelist checks that what is called free is in no tree.
func (p *pages) freelist() error {
	if err := p.claim(p.free); err != nil {
		return err
	}
	kind, count, body := p.header(p.free)
	if count == 0xFFFF { // then the number that stands first is the count
		count = int(min(binary.NativeEndian.Uint64(body), uint64(len(p.used))))
		body = body[pageNumber:]
	}
	if kind != freelistPage || count*pageNumber > len(body) {
		return fmt.Errorf("page %d is no list of free pages", p.free)
	}
	for ; count > 0; count-- {
		n := binary.NativeEndian.Uint64(body)
		if n < 2 || n >= uint64(len(p.used)) || p.used[n] {
			return fmt.Errorf("page %d is called free and is not", n)
		}
		p.used[n] = true
		body = body[pageNumber:]
	}
	return nil
}
