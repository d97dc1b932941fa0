package store

import (
	"fmt"

	"psmonitor/internal/metric"
	"psmonitor/store/bsonfile"
)

// documentID returns the document's _id as text that can be compared. The document's length is checked, its other fields are
// not looked at.
func documentID(doc []byte) (string, error) {
	if len(doc) > bsonfile.MaxDocument {
		return "", fmt.Errorf("a document of %d bytes: at most %d are allowed", len(doc), bsonfile.MaxDocument)
	}
	return bsonfile.ID(doc)
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
