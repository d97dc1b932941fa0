package bsonwalk

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

func TestNextSplitsAnElementOfEachType(t *testing.T) {
	for _, value := range []any{
		1.5, "text", bson.D{{Key: "a", Value: 1}}, bson.A{1}, []byte("data"), primitive.Binary{Subtype: 2, Data: []byte("old")},
		primitive.Undefined{}, primitive.NewObjectID(), true, primitive.DateTime(1), nil, primitive.Regex{Pattern: "a", Options: "i"},
		primitive.DBPointer{DB: "db"}, primitive.JavaScript("f()"), primitive.Symbol("s"), primitive.CodeWithScope{Code: "f()", Scope: bson.D{}},
		int32(1), primitive.Timestamp{T: 1}, int64(1), primitive.NewDecimal128(1, 2), primitive.MinKey{}, primitive.MaxKey{},
	} {
		doc, err := bson.Marshal(bson.D{{Key: "key", Value: value}, {Key: "after", Value: nil}})
		if err != nil {
			t.Fatal(err)
		}
		body, err := Body(doc)
		if err != nil {
			t.Fatal(err)
		}
		e, rest, err := Next(body)
		want := bson.Raw(doc).Lookup("key")
		if err != nil || e.Kind != want.Type || string(e.Key) != "key" || string(e.Value) != string(want.Value) {
			t.Errorf("%v: got %v, %v", value, e, err)
		}
		if string(rest) != "\x0Aafter\x00" {
			t.Errorf("%v: the rest is %q", value, rest)
		}
		if cap(doc)-cap(e.Value) != len(doc)-len("\x0Aafter\x00\x00")-len(e.Value) {
			t.Errorf("%v: the capacity of the value does not tell its place", value)
		}
	}
}

func TestNextRefusesMalformedElements(t *testing.T) {
	for name, body := range map[string]string{
		"no name":                     "\x0A",
		"name without end":            "\x0Akey",
		"unknown type":                "\x20k\x00",
		"value cut off":               "\x01k\x001234567",
		"bool of 2":                   "\x08k\x00\x02",
		"no length":                   "\x02k\x00\x01",
		"string of length 0":          "\x02k\x00\x00\x00\x00\x00",
		"string without end":          "\x02k\x00\x02\x00\x00\x00ab",
		"string too long":             "\x02k\x00\x03\x00\x00\x00a\x00",
		"string of negative length":   "\x02k\x00\xFF\xFF\xFF\xFFa\x00",
		"document of length 4":        "\x03k\x00\x04\x00\x00\x00\x00",
		"document too long":           "\x03k\x00\x06\x00\x00\x00\x00",
		"document of negative length": "\x03k\x00\x00\x00\x00\x80\x00",
		"binary too long":             "\x05k\x00\x02\x00\x00\x00\x00a",
		"binary of negative length":   "\x05k\x00\xFF\xFF\xFF\xFF\x00a",
		"old binary, inner length":    "\x05k\x00\x05\x00\x00\x00\x02\x02\x00\x00\x00a",
		"old binary without length":   "\x05k\x00\x03\x00\x00\x00\x02\xFF\xFF\xFF",
		"regex without pattern":       "\x0Bk\x00a",
		"regex without options":       "\x0Bk\x00a\x00b",
		"pointer without ObjectID":    "\x0Ck\x00\x02\x00\x00\x00a\x00",
	} {
		if e, _, err := Next([]byte(body)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v, %v", name, e, err)
		}
	}
}

func TestBodyRefusesWrongLengths(t *testing.T) {
	for _, doc := range []string{"", "\x05\x00\x00", "\x04\x00\x00\x00", "\x05\x00\x00\x00\x01", "\x06\x00\x00\x00\x00", "\x05\x00\x00\x00\x00\x00"} {
		if body, err := Body([]byte(doc)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: got %q, %v", doc, body, err)
		}
	}
	if body, err := Body([]byte{5, 0, 0, 0, 0}); err != nil || len(body) > 0 {
		t.Errorf("the empty document: got %q, %v", body, err)
	}
}
