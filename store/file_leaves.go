package store

import (
	"bytes"
	"encoding/binary"
)

// This file reads what is in leaves: elements, each a key and a value.

const (
	bucketElement = 0x01 // the kind of an element whose value is a bucket; others have 0
	bucketSize    = 16   // of a bucket's value: its page uint64, its sequence uint64; a small bucket's page follows
)

// leaf is a page at the end of a tree, or what stands for it in another one.
type leaf struct {
	count int
	body  []byte // of each element kind, position from here, key size, value size, all uint32; then keys and values
}

// element returns the kind, the key and the value of an element; neither key nor value where there is no such element, or
// where it reaches beyond the page.
func (l leaf) element(i int) (kind uint32, k, v []byte) {
	if i < 0 || i >= l.count {
		return 0, nil, nil
	}
	body := l.body[i*elementSize:]
	kind, at := binary.NativeEndian.Uint32(body), uint64(binary.NativeEndian.Uint32(body[4:]))
	keyEnd := at + uint64(binary.NativeEndian.Uint32(body[8:]))
	end := keyEnd + uint64(binary.NativeEndian.Uint32(body[12:]))
	if end > uint64(len(body)) {
		return kind, nil, nil
	}
	return kind, body[at:keyEnd:keyEnd], body[keyEnd:end:end]
}

// document returns the key and the value of an element that is no bucket, like element.
func (l leaf) document(i int) (k, v []byte) {
	kind, k, v := l.element(i)
	if kind&bucketElement != 0 { // bbolt looks at no other bit, and so writes to what has one
		return nil, nil
	}
	return k, v
}

// find returns the value of a key; nil if there is none.
func find(leaves []leaf, key []byte) []byte {
	for _, l := range leaves {
		for i := range l.count {
			if k, v := l.document(i); bytes.Equal(k, key) {
				return v
			}
		}
	}
	return nil
}
