package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/mongo"
)

// RefusedError is the error for documents that a store will never take. It does not mean that the store is unavailable.
type RefusedError struct {
	Docs    [][]byte
	Through int // how many of the documents given, from the first, are either stored or among Docs
	Err     error
}

func (e *RefusedError) Error() string { return e.Err.Error() }
func (e *RefusedError) Unwrap() error { return e.Err }

// refusals are the codes by which MongoDB refuses a document: BadValue, also for one that is larger than its capped collection,
// DocumentValidationFailure, and BSONObjectTooLarge. Source: its error_codes.yml.
var refusals = []int{2, 121, 10334}

// refusedBy returns the document that was refused when documents were inserted in order, or nil if err is another error.
func refusedBy(err error, docs [][]byte) []byte {
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) || len(bulk.WriteErrors) == 0 {
		return nil
	}
	first := bulk.WriteErrors[0]
	if !slices.Contains(refusals, first.Code) || first.Index < 0 || first.Index >= len(docs) {
		return nil
	}
	return docs[first.Index]
}

// countThrough counts the documents up to one of them.
func countThrough(docs [][]byte, last []byte) int {
	return 1 + slices.IndexFunc(docs, func(doc []byte) bool { return &doc[0] == &last[0] })
}

// RefusedLine returns the last line of a psmonitor put that has refused documents.
func RefusedLine(refused, all int) string {
	return fmt.Sprintf("documents refused: %d of %d; the others are stored", refused, all)
}

// refusedByPut returns the documents without a receipt if put has printed that it refuses as many; else nil.
func (o output) refusedByPut(docs [][]byte, missing map[string]bool) (refused [][]byte) {
	for _, doc := range docs {
		if receipt, err := Receipt(doc); err == nil && missing[receipt] {
			refused = append(refused, doc)
		}
	}
	line := RefusedLine(len(refused), len(docs))
	if !slices.ContainsFunc(o.errors, func(message string) bool { return strings.TrimSpace(message) == line }) {
		return nil
	}
	return refused
}
