package bsonfile

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

func TestSealedDocumentIsReadAsWritten(t *testing.T) {
	f := newFile(t, 1).Folder
	if doc, err := ReadSealed(f, "a"); doc != nil || err != nil {
		t.Errorf("without a file: %v, %v; want no document and no error", doc, err)
	}
	want, err := bson.Marshal(bson.D{{Key: "cpu user", Value: 12345.0}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := WriteSealed(f, "a", want); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadSealed(f, "a"); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %v, %v; want %v", got, err, bson.Raw(want))
		}
	}
}

// TestSealedDocumentDamagedAtEveryByte cuts a file off at each byte, fills its end with zeros from there, and flips each bit.
func TestSealedDocumentDamagedAtEveryByte(t *testing.T) {
	f := newFile(t, 1).Folder
	doc, err := bson.Marshal(bson.D{{Key: "cpu user", Value: 12345.0}})
	if err != nil {
		t.Fatal(err)
	}
	whole := Seal(nil, doc)
	check := func(what string, at int, contents []byte) {
		t.Helper()
		if err := os.WriteFile(f.Path("a"), contents, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadSealed(f, "a"); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s at byte %d: %q, %v; want ErrDamaged", what, at, got, err)
		}
	}
	for at := range whole {
		check("cut off", at, whole[:at])
		if zeros := append(bytes.Clone(whole[:at]), make([]byte, len(whole)-at)...); !bytes.Equal(zeros, whole) {
			check("zeros", at, zeros)
		}
		for bit := range 8 {
			flipped := bytes.Clone(whole)
			flipped[at] ^= 1 << bit
			check("a flipped bit", at, flipped)
		}
	}
	check("more than was written", len(whole), append(bytes.Clone(whole), whole...))
	check("without a seal", 0, doc)
	check("too large", 0, make([]byte, maxSealed+1))
	broken := bytes.Clone(doc)
	broken[4] = 0x7a // a type that there is not
	check("malformed and sealed", 0, Seal(nil, broken))
	if err := errors.Join(os.Remove(f.Path("a")), os.Mkdir(f.Path("a"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSealed(f, "a"); !errors.Is(err, ErrDamaged) {
		t.Errorf("a folder in its place: %v, want ErrDamaged", err)
	}
}

func TestSealedDocumentOfAnotherVersion(t *testing.T) {
	f := newFile(t, 1).Folder
	for name, contents := range map[string][]byte{
		"newer":        Seal(nil, marshal(t, bson.D{{Key: "version", Value: SealedVersion + 1}, {Key: "x", Value: 1}})),
		"older, JSON":  []byte(`[{"class":"a","hourly":true}]`),
		"newer, int64": Seal(nil, marshal(t, bson.D{{Key: "version", Value: int64(1 << 40)}})),
	} {
		if err := os.WriteFile(f.Path("a"), contents, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSealed(f, "a"); !errors.Is(err, ErrOtherVersion) || errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
