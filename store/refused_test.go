package store

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"psmonitor/test/servers"
)

// TestDocumentsThatMongoDBRefuses tells a document that is refused for ever from a server that is in trouble.
func TestDocumentsThatMongoDBRefuses(t *testing.T) {
	docs := numbered(t, 1, 3)
	for _, test := range []struct {
		code, index int
		refused     bool
	}{{121, 1, true}, {10334, 0, true}, {11000, 1, false}, {10107, 0, false}, {codeUnauthorized, 0, false}, {121, 3, false}} {
		err := fmt.Errorf("insert: %w", mongo.BulkWriteException{WriteErrors: []mongo.BulkWriteError{
			{WriteError: mongo.WriteError{Code: test.code, Index: test.index}}}})
		got := refusedBy(err, docs)
		if (got != nil) != test.refused || got != nil && countThrough(docs, got) != test.index+1 {
			t.Errorf("code %d at %d: %v", test.code, test.index, bson.Raw(got))
		}
	}
	if got := refusedBy(mongo.CommandError{Code: 121}, docs); got != nil {
		t.Errorf("a command that is refused: %v", bson.Raw(got))
	}
}

// TestValidatorRefusesDocument needs a server that has validators, which the environment names.
func TestValidatorRefusesDocument(t *testing.T) {
	if os.Getenv(servers.URLVariable) == "" {
		return
	}
	storeURL := namedDatabase(t)
	s := opened(t, storeURL, Options{Max: 10})
	docs := numbered(t, 1, 3)
	mustAppend(t, s, host, docs[0])
	number := bson.Raw(docs[1]).Lookup("_id")
	validator := bson.D{{Key: "_id", Value: bson.D{{Key: "$ne", Value: number}}}}
	change := bson.D{{Key: "collMod", Value: host}, {Key: "validator", Value: validator}}
	if err := servers.Raw(t, storeURL).RunCommand(t.Context(), change).Err(); err != nil {
		t.Fatal(err)
	}
	var refused *RefusedError
	if err := s.Append(t.Context(), host, docs...); !errors.As(err, &refused) || refused.Through != 2 || len(refused.Docs) != 1 {
		t.Errorf("got %v, %+v", err, refused)
	}
}
