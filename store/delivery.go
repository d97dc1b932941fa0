package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store/bsonfile"
)

// A delivery is what goes from an ssh:// store to psmonitor put: an announcement, which is a BSON document without
// _id that names the host, and then the documents, one after the other, in the form in which files have them. The stream
// names the host because nothing else reaches put when sshd forces its command. put answers with receipts, a line each.

// MaxDelivery is the largest number of documents in one delivery.
const MaxDelivery = 10_000

// announcementKey has the host's name in an announcement.
const announcementKey = "psmonitor_put"

// receiptPrefix begins a receipt.
const receiptPrefix = "stored "

// Delivery returns the delivery of a host's documents.
func Delivery(host string, docs [][]byte) (io.Reader, error) {
	announcement, err := bson.Marshal(bson.D{{Key: announcementKey, Value: host}})
	if err != nil {
		return nil, fmt.Errorf("announce %s: %w", host, err)
	}
	stream := bsonfile.Seal(nil, announcement)
	for _, doc := range docs {
		stream = bsonfile.Seal(stream, doc)
	}
	return bytes.NewReader(stream), nil
}

// Announced returns the host that a delivery's first document announces; ok is false if it is not an announcement.
func Announced(doc []byte) (host string, ok bool) {
	return bson.Raw(doc).Lookup(announcementKey).StringValueOK()
}

// Receipt returns the line that says that a document is stored, without the newline: "stored " and the _id in hexadecimal.
// If the _id is not an ObjectId, the number of its type and a colon precede it.
func Receipt(doc []byte) (string, error) {
	if _, err := bsonfile.ID(doc); err != nil {
		return "", err
	}
	id := bson.Raw(doc).Lookup("_id")
	receipt := receiptPrefix
	if id.Type != bson.TypeObjectID {
		receipt += fmt.Sprintf("%02x:", byte(id.Type))
	}
	return receipt + hex.EncodeToString(id.Value), nil
}
