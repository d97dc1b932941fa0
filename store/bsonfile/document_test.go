package bsonfile

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

func marshal(t testing.TB, d bson.D) []byte {
	t.Helper()
	doc, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSealIsTheLastElement(t *testing.T) {
	doc := document(t, 7, 30)
	s := Seal([]byte("before"), doc)[len("before"):]
	elements, err := bson.Raw(s).Elements()
	if err != nil || bson.Raw(s).Validate() != nil {
		t.Fatal(err)
	}
	last := elements[len(elements)-1]
	if last.Key() != "crc" || last.Value().Type != bson.TypeInt32 || len(elements) != 4 {
		t.Errorf("the document is %v", bson.Raw(s))
	}
	if got := Unseal(bytes.Clone(s)); !bytes.Equal(got, doc) {
		t.Errorf("without the seal it is %v", bson.Raw(got))
	}
}

func TestSealAroundAnotherOne(t *testing.T) {
	own := marshal(t, bson.D{{Key: "_id", Value: 1}, {Key: "crc", Value: int32(5)}})
	for name, doc := range map[string][]byte{"an element named crc": own, "a seal": Seal(nil, document(t, 1, 10))} {
		if got := Unseal(Seal(nil, doc)); !bytes.Equal(got, doc) {
			t.Errorf("%s: got %v, want %v", name, bson.Raw(got), bson.Raw(doc))
		}
	}
	if got := Unseal(bytes.Clone(own)); !bytes.Equal(got, own) {
		t.Errorf("took out %v", bson.Raw(own))
	}
}

// everything has a value of each type that is allowed.
func everything(t testing.TB) []byte {
	return marshal(t, bson.D{
		{Key: "double", Value: 1.5}, {Key: "string", Value: "text"}, {Key: "document", Value: bson.D{{Key: "a", Value: bson.D{}}}},
		{Key: "array", Value: bson.A{1, bson.A{}}}, {Key: "binary", Value: []byte("data")}, {Key: "", Value: primitive.Binary{Subtype: 2, Data: []byte("old")}},
		{Key: "undefined", Value: primitive.Undefined{}}, {Key: "bool", Value: true}, {Key: "date", Value: primitive.DateTime(1)}, {Key: "null", Value: nil},
		{Key: "regex", Value: primitive.Regex{Pattern: "a", Options: "i"}}, {Key: "pointer", Value: primitive.DBPointer{DB: "db"}},
		{Key: "code", Value: primitive.JavaScript("f()")}, {Key: "symbol", Value: primitive.Symbol("s")}, {Key: "int32", Value: int32(1)},
		{Key: "timestamp", Value: primitive.Timestamp{T: 1}}, {Key: "int64", Value: int64(1)}, {Key: "decimal", Value: primitive.NewDecimal128(1, 2)},
		{Key: "min", Value: primitive.MinKey{}}, {Key: "max", Value: primitive.MaxKey{}}, {Key: "_id", Value: primitive.NewObjectID()},
	})
}

func TestCheckTakesEveryType(t *testing.T) {
	doc := everything(t)
	if err := Check(doc); err != nil {
		t.Error(err)
	}
	id, err := ID(doc)
	if want := bson.Raw(doc).Lookup("_id"); err != nil || id != string(want.Type)+string(want.Value) {
		t.Errorf("_id %q, %v; want %v", id, err, want)
	}
}

func TestCheckRefusesWhatIsMalformed(t *testing.T) {
	nested := func(depth int) []byte {
		d := bson.D{}
		for range depth {
			d = bson.D{{Key: "x", Value: d}}
		}
		return marshal(t, d)
	}
	if err := Check(nested(maxNesting - 1)); err != nil {
		t.Error(err)
	}
	good := document(t, 1, 10)
	longer := append(bytes.Clone(good), 0)
	program := marshal(t, bson.D{{Key: "x", Value: primitive.CodeWithScope{Code: "x", Scope: bson.D{}}}})
	for _, test := range []struct {
		name, want string
		doc        []byte
	}{
		{"nothing", "well-formed", nil},
		{"three bytes", "well-formed", good[:3]},
		{"cut off", "well-formed", good[:len(good)-1]},
		{"one byte too many", "well-formed", longer},
		{"nested too deep", "nested more than 100 deep", nested(maxNesting)},
		{"a stack of millions", "nested more than 100 deep", nestedBytes(2_000_000)},
		{"a program", "contains JavaScript", program},
		{"a bool of 2", "well-formed", []byte("\x09\x00\x00\x00\x08\x00\x02\x00\x00")[:9]},
	} {
		if err := Check(test.doc); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want an error with %q", test.name, err, test.want)
		}
	}
}

// nestedBytes returns documents in documents, put together by hand: the driver would overflow the stack.
func nestedBytes(depth int) []byte {
	doc := make([]byte, 7*depth-2) // each has a length, and but for the innermost a type, an empty name, and a zero at its end
	for i := range depth {
		binary.LittleEndian.PutUint32(doc[6*i:], uint32(7*(depth-i)-2))
		if i < depth-1 {
			doc[6*i+4] = byte(bson.TypeEmbeddedDocument)
		}
	}
	return doc
}

func TestIDOfWhatHasNone(t *testing.T) {
	for name, doc := range map[string][]byte{"nothing": nil, "no BSON": []byte("hello, world"), "no _id": {5, 0, 0, 0, 0}, "too large": make([]byte, maxSealed+1)} {
		if id, err := ID(doc); err == nil {
			t.Errorf("%s: got %q", name, id)
		}
	}
}

// FuzzCheck holds that whatever is well-formed here is so for the driver, which panics on some of what is not.
func FuzzCheck(f *testing.F) {
	f.Add(everything(f))
	f.Add(Seal(nil, document(f, 1, 10)))
	f.Add([]byte{5, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, doc []byte) {
		if _, err := ID(doc); err != nil && Check(doc) == nil && bson.Raw(doc).Lookup("_id").Type != 0 {
			t.Errorf("no _id: %v", err)
		}
		if Check(doc) != nil {
			return
		}
		if err := bson.Raw(doc).Validate(); err != nil {
			t.Errorf("well-formed, but the driver says %v", err)
		}
		if got := Unseal(Seal(nil, doc)); !bytes.Equal(got, doc) {
			t.Errorf("sealed and unsealed it is %x", got)
		}
	})
}
