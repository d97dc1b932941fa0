package store

import (
	"encoding/binary"
	"errors"
	"fmt"
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
	transactionAt = headerSize + 48
	pageNumber    = 8 // bytes of a page's number
)

// pages walks the pages of a file before bbolt does. bbolt follows page numbers without looking: one flipped bit can
// lead it round in a circle for ever, or make it write over a page in use, which no recover() helps against.
type pages struct {
	mapped   []byte // all pages up to the highest one in use
	pageSize uint64
	used     []bool // by page number: met on the way
}

// checked returns the documents' bucket of a file open for reading, after the walk through the trees that lead to
// it; the documents themselves are not read. For somebody who is about to write, it looks at the list of free pages
// too.
func (a *access) checked(forWriting bool) (*bolt.Bucket, error) {
	p, root, free, err := a.pages()
	if err != nil {
		return nil, damaged(a.path, err)
	}
	if err := p.tree(root); err != nil {
		return nil, damaged(a.path, err)
	}
	about, samples, err := a.buckets()
	if err != nil {
		return nil, err
	}
	for _, b := range []*bolt.Bucket{about, samples} {
		if id := uint64(b.Root()); id != 0 { // 0: a small bucket stands in its parent's page
			err = errors.Join(err, p.tree(id))
		}
	}
	if err == nil && forWriting {
		err = p.freelist(free)
	}
	if err != nil {
		return nil, damaged(a.path, err)
	}
	return samples, nil
}

// pages begins a walk. It returns the numbers of the root's and of the free list's page, as of the transaction.
func (a *access) pages() (p *pages, root, free uint64, err error) {
	size := a.tx.Size()
	if size > a.size {
		return nil, 0, 0, fmt.Errorf("cut off after %d of %d bytes", a.size, size)
	}
	info := a.tx.DB().Info()
	p = &pages{pageSize: uint64(info.PageSize), used: make([]bool, size/int64(info.PageSize))}
	// The mapping, which covers the whole file, is read in place: a system call a page would cost more than all else.
	p.mapped = unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&info.Data))), size)
	fetchAhead(p.mapped)
	transaction := uint64(a.tx.ID())
	meta := p.mapped[transaction%2*p.pageSize:]
	if binary.NativeEndian.Uint64(meta[transactionAt:]) != transaction {
		return nil, 0, 0, errors.New("the first pages contradict each other")
	}
	return p, binary.NativeEndian.Uint64(meta[rootAt:]), binary.NativeEndian.Uint64(meta[freelistAt:]), nil
}

// claim notes that a page, and those it overflows to, are taken. It returns what the header says, and what follows it.
func (p *pages) claim(id uint64) (kind uint16, count int, body []byte, err error) {
	high := uint64(len(p.used))
	if id < 2 || id >= high {
		return 0, 0, nil, fmt.Errorf("no page has the number %d", id)
	}
	page := p.mapped[id*p.pageSize:]
	self, overflow := binary.NativeEndian.Uint64(page), uint64(binary.NativeEndian.Uint32(page[12:]))
	if self != id || id+overflow >= high {
		return 0, 0, nil, fmt.Errorf("page %d calls itself %d", id, self)
	}
	for n := id; n <= id+overflow; n++ {
		if p.used[n] {
			return 0, 0, nil, fmt.Errorf("page %d is used twice", n)
		}
		p.used[n] = true
	}
	kind, count = binary.NativeEndian.Uint16(page[8:]), int(binary.NativeEndian.Uint16(page[10:]))
	return kind, count, page[headerSize : (overflow+1)*p.pageSize], nil
}

// tree claims the pages of a tree, level by level. It ends because no page can be claimed twice.
func (p *pages) tree(root uint64) error {
	for level := []uint64{root}; len(level) > 0; {
		var below []uint64
		for _, id := range level {
			kind, count, body, err := p.claim(id)
			if err != nil {
				return err
			}
			if kind != leafPage && (kind != branchPage || count == 0) || count*elementSize > len(body) {
				return fmt.Errorf("page %d is neither branch nor leaf", id)
			}
			if count == 0 && id != root { // bbolt keeps none, and would pass over the oldest documents
				return fmt.Errorf("page %d is empty", id)
			}
			for i := 0; kind == branchPage && i < count; i++ {
				below = append(below, binary.NativeEndian.Uint64(body[i*elementSize+8:]))
			}
		}
		level = below
	}
	return nil
}

// freelist checks that what is called free is in no tree.
func (p *pages) freelist(id uint64) error {
	kind, count, body, err := p.claim(id)
	if err != nil {
		return err
	}
	if count == 0xFFFF { // then the number that stands first is the count
		count = int(min(binary.NativeEndian.Uint64(body), uint64(len(p.used))))
		body = body[pageNumber:]
	}
	if kind != freelistPage || count*pageNumber > len(body) {
		return fmt.Errorf("page %d is no list of free pages", id)
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
