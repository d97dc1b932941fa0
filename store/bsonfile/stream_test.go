package bsonfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"go.mongodb.org/mongo-driver/bson"
)

func TestStream(t *testing.T) {
	docs := documents(t, 1, 3, 50)
	own := marshal(t, bson.D{{Key: "_id", Value: int32(2)}, {Key: "crc", Value: int64(5)}})
	large := document(t, 4, 500)
	damaged := sealed(docs[1])
	damaged[30] ^= 1
	for _, test := range []struct {
		name    string
		input   []byte
		docs    [][]byte
		refused int
		want    string // in the error that ends it
	}{
		{"nothing", nil, nil, 0, "EOF"},
		{"with seals", sealed(docs...), docs, 0, "EOF"},
		{"without", bytes.Join(docs, nil), docs, 0, "EOF"},
		{"an element named crc", bytes.Join([][]byte{own, sealed(own)}, nil), [][]byte{own, own}, 0, "EOF"},
		{"of the greatest length", sealed(document(t, 1, 200-49)), [][]byte{document(t, 1, 200-49)}, 0, "EOF"},
		{"too long", bytes.Join([][]byte{large, sealed(large), docs[0]}, nil), docs[:1], 2, "EOF"},
		{"a little too long", sealed(document(t, 1, 200-48)), nil, 1, "EOF"},
		{"damaged", bytes.Join([][]byte{docs[0], damaged, docs[2]}, nil), [][]byte{docs[0], docs[2]}, 1, "EOF"},
		{"cut off", sealed(docs...)[:150], docs[:1], 0, "ends within a document"},
		{"cut off in a length", append(bytes.Clone(docs[0]), 5, 0), docs[:1], 0, "ends within a document"},
		{"cut off in one that is too long", large[:400], nil, 0, "ends within a document"},
		{"a text", []byte("hello, world"), nil, 0, "is not BSON"},
		{"zeros", make([]byte, 100), nil, 0, "is not BSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := NewStream(iotest.OneByteReader(bytes.NewReader(test.input)), 200)
			var got [][]byte
			refused := 0
			for {
				doc, err := s.Next()
				if errors.As(err, new(RefusedError)) {
					refused++
					continue
				}
				if err != nil {
					if !strings.Contains(err.Error(), test.want) || (err == io.EOF) != (test.want == "EOF") {
						t.Errorf("ended with %v, want %q", err, test.want)
					}
					break
				}
				got = append(got, doc)
			}
			if !bytes.Equal(bytes.Join(got, nil), bytes.Join(test.docs, nil)) || len(got) != len(test.docs) || refused != test.refused {
				t.Errorf("got %d documents %x, and %d were refused; want %d and %d", len(got), got, refused, len(test.docs), test.refused)
			}
		})
	}
}

// FuzzStream has any bytes in a pipe: they end, and what comes out has the length that it says.
func FuzzStream(f *testing.F) {
	f.Add(sealed(documents(f, 1, 2, 20)...))
	f.Add(document(f, 1, 20))
	f.Add([]byte{14, 0, 0, 0, 0x10, 'c', 'r', 'c', 0, 1, 2, 3, 4, 0})
	f.Fuzz(func(t *testing.T, input []byte) {
		s := NewStream(bytes.NewReader(input), 100)
		for {
			doc, err := s.Next()
			if errors.As(err, new(RefusedError)) {
				continue
			}
			if err != nil {
				return
			}
			if n, ok := Length(doc); !ok || n != len(doc) || n > 100 {
				t.Fatalf("got %x", doc)
			}
		}
	})
}
