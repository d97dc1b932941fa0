package render

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
)

// seed makes the ids of a site's feed unique in the world, as Atom requires: 16 random bytes in hexadecimal, made once for
// the folder. "" is none.
type seed string

const seedSize = 16 // bytes

func newSeed() seed {
	var b [seedSize]byte
	_, _ = rand.Read(b[:]) // never fails, as its documentation promises
	return seed(hex.EncodeToString(b[:]))
}

// valid reports whether it is a seed: a manifest is foreign input like any file.
func (s seed) valid() bool {
	raw, err := hex.DecodeString(string(s))
	return err == nil && len(raw) == seedSize
}

// urn returns the id of something in the site. Source: RFC 9562, version 5: the SHA-1 of a namespace, which is the
// seed, and a name.
func (s seed) urn(name string) string {
	space, _ := hex.DecodeString(string(s)) // a seed is valid
	id := sha1.Sum(append(space, name...))
	id[6] = id[6]&0x0f | 5<<4
	id[8] = id[8]&0x3f | 2<<6
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}
