package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// maxDocument is MongoDB's limit for one document, in bytes. The files keep to it too, so that a history can be
// moved from one store to the other.
const maxDocument = 16 << 20

// minDocument is the length of an empty document: its length and the byte that ends it.
const minDocument = 5

// documentID returns the document's _id as comparable bytes: its type and its value. The document's length is
// checked, its other fields are not looked at.
func documentID(doc []byte) (string, error) {
	if len(doc) > maxDocument {
		return "", fmt.Errorf("a document of %d bytes: at most %d are allowed", len(doc), maxDocument)
	}
	if len(doc) < minDocument || int64(binary.LittleEndian.Uint32(doc)) != int64(len(doc)) {
		return "", errors.New("a document that is not BSON")
	}
	id, err := bson.Raw(doc).LookupErr("_id")
	if err != nil {
		return "", errors.New("a document without _id")
	}
	return string(id.Type) + string(id.Value), nil
}

// head returns what readers are given of a document.
func head(doc []byte) []byte { return doc[:min(len(doc), metric.MaxDocument)] }

// documentIDs returns the _id of each document, or says which one has none.
func documentIDs(docs [][]byte) ([]string, error) {
	ids := make([]string, len(docs))
	for i, doc := range docs {
		id, err := documentID(doc)
		if err != nil {
			return nil, fmt.Errorf("document %d of %d: %w", i+1, len(docs), err)
		}
		ids[i] = id
	}
	return ids, nil
}

// without returns the documents whose ids are not there, each once.
func without(there map[string]bool, docs [][]byte, ids []string) (rest [][]byte, restIDs []string) {
	for i, id := range ids {
		if !there[id] {
			there[id] = true
			rest, restIDs = append(rest, docs[i]), append(restIDs, id)
		}
	}
	return rest, restIDs
}
