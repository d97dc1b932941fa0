package receive

import (
	"bytes"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store"
)

// FuzzReceive checks that no input makes the receiver panic, or accept a document that is not valid.
func FuzzReceive(f *testing.F) {
	f.Add([]byte("\x05\x00\x00\x00\x00"))
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: 1}, {Key: "date", Value: time.Unix(1, 0)}, {Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(bytes.Clone(doc), doc...))
	f.Fuzz(func(t *testing.T, input []byte) {
		d := newDelivery(t.Context(), bytes.NewReader(input), 64<<10)
		if _, err := d.announcement(t.Context()); err != nil {
			return
		}
		docs, err := d.nextBatch(t.Context(), func(error) {})
		if err == nil {
			t.Fatal("the input ends without an error, not even io.EOF")
		}
		for _, doc := range docs {
			if checkDocument(doc) != nil {
				continue
			}
			if err := bson.Raw(doc).Validate(); err != nil {
				t.Errorf("accepted, though it is not BSON: %v", err)
			}
			if _, err := store.Receipt(doc); err != nil {
				t.Errorf("accepted, and there is no receipt: %v", err)
			}
		}
	})
}
