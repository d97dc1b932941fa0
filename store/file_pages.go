package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
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
	if m.high > uint64(size)/m.pageSize {
		return damaged(path, fmt.Errorf("cut off after %d bytes", size))
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

// walk claims the pages of all trees, and returns the leaves that have the documents, in their order, and the sequence of
// their bucket. No document is looked at.
func (p *pages) walk() (documents []leaf, sequence uint64, err error) {
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
	if binary.NativeEndian.Uint16(page[8:]) != leafPage || l.count*elementSize > len(l.body) {
		return nil, 0, errors.New("what stands there is no leaf")
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
	begin := len(p.leaves)
	for p.level = append(p.level[:0], root); len(p.level) > 0; p.level, p.below = p.below, p.level {
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

// branchKeys checks that each branch has the first key of each page below it. By these keys bbolt finds the place of another
// one, and the place that names a page which it is about to replace: if that key is not there, it adds one, and leaves the
// other, whose page it then calls free.
func (p *pages) branchKeys() error {
	for _, id := range p.branches {
		_, count, body := p.header(id)
		for i := range count {
			element := body[i*elementSize:]
			below := binary.NativeEndian.Uint64(element[8:])
			k, first := branchKey(element), p.firstKey(below)
			if k == nil || !bytes.Equal(k, first) {
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
