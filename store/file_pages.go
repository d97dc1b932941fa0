package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The kinds of pages, and the sizes of what they begin with: bbolt's file format, version 2. Numbers are in the
// byte order of the machine.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
	headerSize   = 16 // id uint64, kind uint16, count uint16, overflow uint32
	elementSize  = 16 // of a branch: position uint32, key size uint32, page uint64; of a leaf likewise 16
	pageNumber   = 8  // bytes of a page's number
)

// What no file of psmonitor's comes near to. Each page costs a byte while a file is looked at, and bbolt goes down a tree by
// calling itself.
const (
	mostPages  = 1 << 24
	mostLevels = 64
)

// pages walks the pages of a file: for a reader instead of bbolt, for a writer before it. bbolt follows page numbers without
// looking: one flipped bit can lead it round in a circle for ever, or make it write over a page in use, which no recover()
// helps against.
type pages struct {
	meta
	path    string
	content []byte // all pages up to the highest one in use
	used    []bool // by page number: met on the way

	leaves       []leaf   // of all trees
	branches     []uint64 // likewise
	level, below []uint64
}

// begin begins a walk through a file of which the meta was read, and which has so many bytes. What contents returns, as
// many bytes as are in use, is what is walked through.
func (p *pages) begin(path string, m meta, size int64, contents func(size int64) ([]byte, error)) error {
	switch {
	case m.high > uint64(size)/m.pageSize:
		return damaged(path, fmt.Errorf("cut off after %d bytes", size))
	case m.high > mostPages:
		return damaged(path, fmt.Errorf("%d pages", m.high))
	case m.transaction == math.MaxUint64:
		return damaged(path, errors.New("a transaction that none can follow"))
	}
	content, err := contents(int64(m.high * m.pageSize))
	if err != nil {
		return err
	}
	p.meta, p.path, p.content = m, path, content
	p.used = slices.Grow(p.used[:0], int(m.high))[:m.high]
	clear(p.used)
	p.leaves, p.branches = p.leaves[:0], p.branches[:0]
	return nil
}

// walk claims the pages of all trees and the free ones, of which each has to be one, and returns the leaves that have the
// documents, in their order, and the sequence of their bucket. No document is looked at.
func (p *pages) walk() (documents []leaf, sequence uint64, err error) {
	documents, sequence, err = p.trees()
	if err != nil {
		return nil, 0, err
	}
	if err := p.freelist(); err != nil {
		return nil, 0, damaged(p.path, err)
	}
	if lost := slices.Index(p.used[2:], false); lost >= 0 { // a bucket whose root is a page below its root looks whole
		return nil, 0, damaged(p.path, fmt.Errorf("page %d is neither in use nor free", lost+2))
	}
	return documents, sequence, nil
}

// trees claims the pages of all trees.
func (p *pages) trees() (documents []leaf, sequence uint64, err error) {
	root, err := p.tree(p.root)
	if err != nil {
		return nil, 0, damaged(p.path, err)
	}
	var top buckets
	for _, l := range root {
		for i := range l.count {
			kind, k, v := l.element(i)
			if kind&bucketElement == 0 { // of the other bits bbolt thinks nothing
				continue
			}
			if top.about && bytes.Equal(k, formatBucket) || top.samples && bytes.Equal(k, samplesBucket) { // bbolt may find the other
				return nil, 0, damaged(p.path, fmt.Errorf("bucket %q is there twice", k))
			}
			leaves, next, err := p.bucket(v)
			switch {
			case err != nil:
				return nil, 0, damaged(p.path, fmt.Errorf("bucket %q: %w", k, err))
			case bytes.Equal(k, formatBucket):
				top.about, top.format = true, find(leaves, formatKey)
			case bytes.Equal(k, samplesBucket):
				top.samples, documents, sequence = true, leaves, next
			}
		}
	}
	return documents, sequence, top.check(p.path)
}

// bucket claims the tree of a bucket, of which a small one has none: it is a leaf that stands in its parent's.
func (p *pages) bucket(v []byte) (leaves []leaf, sequence uint64, err error) {
	if len(v) < bucketSize {
		return nil, 0, errors.New("no page is named")
	}
	root, sequence := binary.NativeEndian.Uint64(v), binary.NativeEndian.Uint64(v[8:])
	if root != 0 {
		leaves, err = p.tree(root)
		return leaves, sequence, err
	}
	page := v[bucketSize:]
	if len(page) < headerSize {
		return nil, 0, errors.New("cut off")
	}
	l := leaf{int(binary.NativeEndian.Uint16(page[10:])), page[headerSize:]}
	if id := binary.NativeEndian.Uint64(page); id != 0 || binary.NativeEndian.Uint16(page[8:]) != leafPage || l.count*elementSize > len(l.body) {
		return nil, 0, errors.New("what stands there is no leaf without a page of its own")
	}
	return []leaf{l}, sequence, nil
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
func (p *pages) tree(root uint64) (leaves []leaf, err error) {
	begin, levels := len(p.leaves), 0
	for p.level = append(p.level[:0], root); len(p.level) > 0; p.level, p.below = p.below, p.level {
		if levels++; levels > mostLevels {
			return nil, fmt.Errorf("more than %d levels are below page %d", mostLevels, root)
		}
		p.below = p.below[:0]
		for _, id := range p.level {
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
				p.leaves = append(p.leaves, leaf{count, body})
				continue
			}
			p.branches = append(p.branches, id)
			for i := range count {
				p.below = append(p.below, binary.NativeEndian.Uint64(body[i*elementSize+8:]))
			}
		}
		if len(p.below) > 0 && len(p.leaves) > begin {
			return nil, fmt.Errorf("page %d has branches and leaves below it", root)
		}
	}
	return p.leaves[begin:], nil
}

// fitForWriting checks, after a walk, what readers need not care about and bbolt relies on when it writes. Of the documents'
// keys their order is checked as they are read.
func (p *pages) fitForWriting() error {
	if kind, _, _ := p.header(p.root); kind != leafPage {
		return errors.New("so many buckets that their names fill more than a page")
	}
	root := p.leaves[0] // the first that was met
	for i := 1; i < root.count; i++ {
		_, before, _ := root.element(i - 1)
		if _, k, _ := root.element(i); bytes.Compare(before, k) >= 0 {
			return errors.New("the buckets are out of order")
		}
	}
	for _, l := range p.leaves {
		size := uint64(0)
		for i := range l.count {
			_, k, v := l.element(i)
			size += uint64(len(k) + len(v))
		}
		if size > uint64(len(l.body)) { // each would be written out by itself
			return errors.New("what is in a page stands over each other")
		}
	}
	return p.branchKeys()
}

// branchKeys checks that each branch tells of each page below it the first key there. When bbolt replaces a page it looks
// for that key in the branch. If it is not there, it adds a second reference, to the new page, keeps the one to the old
// page, and calls that page free.
func (p *pages) branchKeys() error {
	for _, id := range p.branches {
		_, count, body := p.header(id)
		for i := range count {
			element := body[i*elementSize:]
			below := binary.NativeEndian.Uint64(element[8:])
			if k := branchKey(element); k == nil || !bytes.Equal(k, p.firstKey(below)) {
				return fmt.Errorf("page %d does not tell what page %d begins with", id, below)
			}
		}
	}
	return nil
}

// firstKey returns the first key of a page that is claimed.
func (p *pages) firstKey(id uint64) []byte {
	kind, count, body := p.header(id)
	if kind == branchPage {
		return branchKey(body)
	}
	_, k, _ := leaf{count, body}.element(0)
	return k
}

// branchKey returns the key of an element of a branch, which begins what is given; nil where it reaches beyond that.
func branchKey(element []byte) []byte {
	at := uint64(binary.NativeEndian.Uint32(element))
	end := at + uint64(binary.NativeEndian.Uint32(element[4:]))
	if end > uint64(len(element)) {
		return nil
	}
	return element[at:end:end]
}

// freelist claims the free pages, and the list of them.
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
