package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/mongo"
)

// RefusedError is documents that a store has looked at and does not take, however often it is asked. It is no outage.
type RefusedError struct {
	Docs    [][]byte
	Through int // how many of the documents given, from the first, are either stored or among Docs
	Err     error
}

func (e *RefusedError) Error() string { return e.Err.Error() }
func (e *RefusedError) Unwrap() error { return e.Err }

// refusals are the codes by which MongoDB refuses a document: DocumentValidationFailure and BSONObjectTooLarge. Source:
// its error_codes.yml.
var refusals = []int{121, 10334}

// refusedBy returns the one of the documents that err, of their insertion in order, says is refused; else nil.
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

// through counts the documents up to one of them.
func through(docs [][]byte, last []byte) int {
	return 1 + slices.IndexFunc(docs, func(doc []byte) bool { return &doc[0] == &last[0] })
}

// RefusedLine is the last line of a psmonitor put that has stored all documents but some.
func RefusedLine(refused, all int) string {
	return fmt.Sprintf("documents refused: %d of %d; the others are stored", refused, all)
}

// refusedThere returns the documents without a receipt, if put has said that it refuses just so many.
func (t talk) refusedThere(docs [][]byte, missing map[string]bool) (refused [][]byte) {
	for _, doc := range docs {
		if receipt, err := Receipt(doc); err == nil && missing[receipt] {
			refused = append(refused, doc)
		}
	}
	line := RefusedLine(len(refused), len(docs))
	if !slices.ContainsFunc(t.errors, func(said string) bool { return strings.TrimSpace(said) == line }) {
		return nil
	}
	return refused
}
