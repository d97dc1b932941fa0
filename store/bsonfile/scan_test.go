package bsonfile

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// scanned is what a scan finds.
type scanned struct {
	IDs     []int
	Damaged int
	End     int // where the next document goes
}

func scanAll(t testing.TB, file []byte) (found scanned) {
	t.Helper()
	s := newScanner(t.Context(), bytes.NewReader(file), int64(len(file)), nil)
	for {
		doc, err := s.next()
		if errors.Is(err, io.EOF) {
			found.Damaged, found.End = s.damaged, int(s.end)
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		id, ok := bson.Raw(doc).Lookup("_id").Int32OK()
		if !ok {
			t.Fatalf("found %x", doc)
		}
		found.IDs = append(found.IDs, int(id))
	}
}

func wantScan(t testing.TB, what string, file []byte, want scanned) {
	t.Helper()
	if diff := cmp.Diff(want, scanAll(t, file)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestFlippedBitCostsOneDocument flips each bit of a file. A bit of a seal's name costs nothing: the document is then one
// without a seal.
func TestFlippedBitCostsOneDocument(t *testing.T) {
	docs := documents(t, 0, 9, 40)
	docs[3] = document(t, 3, 300) // a length of two bytes that are not zero
	file, ends := []byte(nil), []int(nil)
	for _, doc := range docs {
		file = Seal(file, doc)
		ends = append(ends, len(file))
	}
	costless := 0
	for at := range file {
		hit, _ := slices.BinarySearch(ends, at+1)
		for bit := range 8 {
			flipped := bytes.Clone(file)
			flipped[at] ^= 1 << bit
			got := scanAll(t, flipped)
			if got.Damaged == 0 && slices.Equal(got.IDs, upTo(0, 9)) {
				costless++
				continue
			}
			want := scanned{slices.Delete(upTo(0, 9), hit, hit+1), 1, len(file)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("bit %d of byte %d, in document %d (-want +got):\n%s", bit, at, hit, diff)
			}
		}
	}
	if most := len(docs) * len("crc") * 8; costless > most {
		t.Errorf("%d flipped bits cost nothing, want %d at most", costless, most)
	}
}

// TestTruncationCostsTheTail cuts a file off at each byte. What is left of a document is no damage, as a crash leaves that.
func TestTruncationCostsTheTail(t *testing.T) {
	var file []byte
	var ends []int
	for _, doc := range documents(t, 0, 9, 40) {
		file = Seal(file, doc)
		ends = append(ends, len(file))
	}
	for cut := range file {
		whole, end := 0, 0
		for whole < len(ends) && ends[whole] <= cut {
			end = ends[whole]
			whole++
		}
		wantScan(t, "cut off", file[:cut], scanned{upTo(0, whole-1), 0, end})
		zeros := append(bytes.Clone(file[:cut]), make([]byte, 1000)...)
		if got := scanAll(t, zeros); len(got.IDs) < whole || got.Damaged > 1 {
			t.Fatalf("cut off at %d and filled with zeros: %+v", cut, got)
		}
	}
}

func TestScan(t *testing.T) {
	plain := documents(t, 0, 5, 40)
	one, size := sealed(plain[0]), len(sealed(plain[0]))
	unsealed := bytes.Join(plain, nil)
	damaged := func(doc []byte) []byte {
		doc = bytes.Clone(doc)
		doc[30] ^= 1
		return doc
	}
	broken := bytes.Clone(plain[2]) // its text is longer than the document
	binary.LittleEndian.PutUint32(broken[bytes.Index(broken, []byte("text\x00"))+5:], 1000)
	flip := func(b []byte, at int) []byte {
		b = bytes.Clone(b)
		b[at] ^= 1
		return b
	}
	long := func(b []byte, at int) []byte { return flip(b, at+2) } // the document at that place is 64 KiB longer
	list := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for _, test := range []struct {
		name string
		file []byte
		want scanned
	}{
		{"nothing", nil, scanned{}},
		{"sealed", sealed(plain...), scanned{upTo(0, 5), 0, 6 * size}},
		{"without seals", unsealed, scanned{upTo(0, 5), 0, len(unsealed)}},
		{"mixed", list(plain[0], sealed(plain[1]), plain[2]), scanned{upTo(0, 2), 0, 3*size - 2*sealSize}},
		{"a text", []byte("Dear diary, nothing happened."), scanned{nil, 1, 29}},
		{"a damaged text before", list([]byte("Dear diary"), sealed(plain...)), scanned{upTo(0, 5), 1, 10 + 6*size}},
		{"a damaged first document", list(damaged(one), sealed(plain[1])), scanned{upTo(1, 1), 1, 2 * size}},
		{"a damaged last document", list(one, damaged(sealed(plain[1]))), scanned{upTo(0, 0), 1, 2 * size}},
		{"two damaged documents, one after the other", list(one, damaged(one), damaged(one), sealed(plain[1])), scanned{upTo(0, 1), 1, 4 * size}},
		{"two damaged documents, one in between", list(damaged(one), one, damaged(one), sealed(plain[1])), scanned{upTo(0, 1), 2, 4 * size}},
		{"a malformed document without a seal", list(plain[1], broken, plain[3]), scanned{[]int{1, 3}, 1, 3 * len(plain[1])}},
		{"a damaged document and the beginning of one", list(damaged(one), one[:20]), scanned{nil, 1, size + 20}},
		{"a length in zeros", list(one, []byte{20, 0, 0, 0}, make([]byte, 10)), scanned{upTo(0, 0), 1, size + 14}},
		{"the beginning of a document", one[:20], scanned{nil, 0, 0}},
		{"the beginning of a document after one without a seal", list(plain[0], one[:20]), scanned{upTo(0, 0), 1, len(plain[0]) + 20}},
		{"a compressed file", list([]byte("\x1f\x8b\x08\x00"), bytes.Repeat([]byte("\xa7\x01"), 50_000)), scanned{nil, 1, 100_004}},
		{"a first length that is too large", long(unsealed, 0), scanned{nil, 1, len(unsealed)}},
		{"a length that is too large", long(unsealed, 2*len(plain[0])), scanned{upTo(0, 1), 1, len(unsealed)}},
		{"the only length is too large", long(plain[0], 0), scanned{nil, 1, len(plain[0])}},
		{"the last length is too large", long(sealed(plain...), 5*size), scanned{upTo(0, 4), 1, 6 * size}},
		{"it is, after a seal, and its own seal is damaged too", flip(long(sealed(plain...), 5*size), 6*size-8), scanned{upTo(0, 4), 1, 6 * size}},
		{"two damaged bits of a small file", flip(long(sealed(plain...), 0), 6*size-8), scanned{upTo(1, 5), 1, 6 * size}},
		{"two bytes", list(one, []byte{20, 0}), scanned{upTo(0, 0), 0, size}},
		{"zeros", list(one, make([]byte, 1000)), scanned{upTo(0, 0), 0, size}},
		{"more zeros than the largest document has", list(one, make([]byte, 40<<20)), scanned{upTo(0, 0), 0, size}},
		{"zeros and a document", list(one, make([]byte, 1000), one), scanned{[]int{0, 0}, 1, 2*size + 1000}},
		{"documents without _id", bytes.Repeat([]byte{5, 0, 0, 0, 0}, 10), scanned{nil, 1, 50}},
	} {
		wantScan(t, test.name, test.file, test.want)
	}
}

// A document in a damaged document looks like a document. Only a seal tells that it is one.
func TestNoDocumentIsFoundInADamagedOne(t *testing.T) {
	inner := document(t, 66, 40)
	outer := marshal(t, bson.D{{Key: "cpu", Value: bson.Raw(inner)}, {Key: "_id", Value: int32(1)}})
	file := sealed(outer, document(t, 2, 10))
	file[bytes.Index(file, inner)+40] ^= 1
	wantScan(t, "damaged", file, scanned{[]int{2}, 1, len(file)})
}

// TestLargeFilesAreReadInParts has a file of more than one chunk, and documents that are larger than a chunk.
func TestLargeFilesAreReadInParts(t *testing.T) {
	docs := documents(t, 0, 9, 1_500_000)
	docs[4], docs[5] = document(t, 4, chunk+1000), document(t, 5, MaxDocument-100)
	file := sealed(docs...)
	wantScan(t, "whole", file, scanned{upTo(0, 9), 0, len(file)})
	file[len(sealed(docs[:4]...))+1000] ^= 1
	wantScan(t, "damaged", file, scanned{slices.Delete(upTo(0, 9), 4, 5), 1, len(file)})
}

// counter counts the bytes read and fails after too many.
type counter struct {
	r    io.Reader
	left int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n, errors.New("read too much")
	}
	return n, err
}

// TestHostileFilesTakeLinearTime has files in which nearly every place begins a document by its length, up to the same seal,
// or by all but its last byte. Checked to their ends they would be read a million times: the test would not end.
func TestHostileFilesTakeLinearTime(t *testing.T) {
	const size = 15 << 20
	first := sealed(document(t, 1, 10))
	sameSeal := make([]byte, size)
	copy(sameSeal[size-sealSize-1:], sealElement)
	for at := 0; at+4 < size-minSealed; at += 4 {
		binary.LittleEndian.PutUint32(sameSeal[at:], uint32(size-at))
	}
	// Small documents, each with an _id, alternate with long ones that are wrong at their ends.
	var alternating []byte
	small := sealed(document(t, 2, 1))
	for len(alternating) < size {
		alternating = append(alternating, small...)
		long := []byte("....\x05bin\x00....\x00")
		binary.LittleEndian.PutUint32(long, uint32(size))
		binary.LittleEndian.PutUint32(long[9:], uint32(size-15))
		alternating = append(alternating, long...)
	}
	growing := make([]byte, size) // each place asks for a little more memory than the one before
	for at := 0; at+8 < size; at += 8 {
		binary.LittleEndian.PutUint32(growing[at:], uint32(100+at/2))
	}
	for name, hostile := range map[string][]byte{"the same seal": sameSeal, "alternating": alternating, "growing": growing} {
		file := append(bytes.Clone(first), hostile...)
		s := newScanner(t.Context(), &counter{bytes.NewReader(file), int64(len(file))}, int64(len(file)), nil)
		if doc, err := s.next(); err != nil || len(doc) != len(first) {
			t.Fatalf("%s: %x, %v", name, doc, err)
		}
		for {
			if _, err := s.next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if cap(s.buf) > 2*maxSealed {
			t.Errorf("%s: a buffer of %d bytes", name, cap(s.buf))
		}
	}
}

func TestScanEndsWithTheContext(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	file := sealed(document(t, 1, 1))
	if _, err := newScanner(ended, bytes.NewReader(file), int64(len(file)), nil).next(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// A writer has the time for an ordinary file even if its context has ended, but not more.
func TestWriterScansUntilItsTimeIsOver(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for left, want := range map[time.Duration]error{time.Hour: nil, -time.Hour: context.Canceled} {
		file := sealed(document(t, 1, 1))
		ctx := patient{ended, time.Now().Add(left)}
		if _, err := newScanner(ctx, bytes.NewReader(file), int64(len(file)), nil).next(); !errors.Is(err, want) {
			t.Errorf("with %v left: got %v, want %v", left, err, want)
		}
	}
	f := newFile(t, 8)
	write(t, f, sealed(document(t, 1, 20)))
	if _, err := f.Append(ended, document(t, 2, 20)); err != nil {
		t.Error(err)
	}
	f.want(t, 8, 0, 1, 2)
}

// FuzzScan has any bytes in a file, between good documents: those before are found, and those behind unless the bytes
// reach over them.
func FuzzScan(f *testing.F) {
	good := sealed(document(f, 1, 20), document(f, 2, 20))
	f.Add([]byte{}, false)
	f.Add(good[:len(good)-3], true)
	f.Add(good[5:], false)
	f.Add(document(f, 3, 10), false)
	f.Add([]byte("\x10\x00\x00\x00\x10crc\x00"), true)
	f.Add(bytes.Repeat([]byte{30, 0, 0, 0}, 20), false)
	f.Fuzz(func(t *testing.T, between []byte, zero bool) {
		file := slices.Concat(good, between, good)
		if zero {
			file = append(file, make([]byte, 20)...)
		}
		s := newScanner(t.Context(), bytes.NewReader(file), int64(len(file)), nil)
		var found [][]byte
		for {
			doc, err := s.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if n, ok := Length(doc); !ok || n != len(doc) {
				t.Fatalf("found %x", doc)
			}
			found = append(found, bytes.Clone(doc))
		}
		if len(found) < 2 || !bytes.Equal(slices.Concat(found[0], found[1]), good) {
			t.Errorf("the documents before are not found, but %x", found)
		}
		if s.end < int64(len(good)) || s.end > int64(len(file)) {
			t.Errorf("the next document goes to %d of %d", s.end, len(file))
		}
	})
}
