package store

import "encoding/binary"

// This file reads the documents out of pages that have been walked, without bbolt: out of pages read into memory at once,
// where bbolt knows only the mapping.

// elements returns how many the leaves have.
func (p *pages) elements(leaves []uint64) (n uint64) {
	for _, leaf := range leaves {
		_, count, _ := p.header(leaf)
		n += uint64(count)
	}
	return n
}

// element returns the key and the value of an element of a leaf, counted from the end if i is negative; none where there
// is no such element.
func (p *pages) element(leaf uint64, i int) (k, v []byte) {
	_, count, body := p.header(leaf)
	if i < 0 {
		i += count
	}
	if i < 0 || i >= count {
		return nil, nil
	}
	body = body[i*elementSize:]
	kind, at := binary.NativeEndian.Uint32(body), uint64(binary.NativeEndian.Uint32(body[4:])) // at: from this element
	keyEnd := at + uint64(binary.NativeEndian.Uint32(body[8:]))
	end := keyEnd + uint64(binary.NativeEndian.Uint32(body[12:]))
	if kind != 0 || end > uint64(len(body)) { // not 0: a bucket
		return nil, nil
	}
	return body[at:keyEnd:keyEnd], body[keyEnd:end:end]
}

// each calls visit for the documents from number first to number last, as their places in the leaves tell. What is missing
// has no key; whether a key is the number's is for visit to see.
func (p *pages) each(leaves []uint64, first, last uint64, visit func(number uint64, k, v []byte) error) error {
	from, skip := len(leaves), uint64(0)
	for left := last - first + 1; left > 0 && from > 0; { // back to the leaf with the first
		from--
		_, count, _ := p.header(leaves[from])
		skip = uint64(count) - min(left, uint64(count))
		left -= uint64(count) - skip
	}
	number := first
	for _, leaf := range leaves[from:] {
		_, count, _ := p.header(leaf)
		for i := int(skip); i < count; i++ {
			k, v := p.element(leaf, i)
			if err := visit(number, k, v); err != nil {
				return err
			}
			number++
		}
		skip = 0
	}
	if number <= last {
		return visit(number, nil, nil)
	}
	return nil
}
