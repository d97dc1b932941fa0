package store

import (
	"errors"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/test/servers"
)

// A server's answers to an insert that FerretDB does not give.
func TestAnswersToInsert(t *testing.T) {
	unconfirmed := bson.E{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: int32(64)}, {Key: "errmsg", Value: "waiting for replication timed out"}}}
	writeError := func(index, code int32, text string) bson.E {
		return bson.E{Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: index}, {Key: "code", Value: code}, {Key: "errmsg", Value: text}}}}
	}
	for _, test := range []struct {
		name    string
		answer  bson.D
		want    string
		refused bool
	}{
		{"not confirmed", bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(1)}, unconfirmed}, "too few members", false},
		{"a duplicate that is not confirmed", bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(0)}, writeError(0, 11000, "E11000 duplicate key"), unconfirmed}, "too few members", false},
		{"larger than the collection", bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(0)}, writeError(0, 2, "object to insert exceeds cappedMaxSize")}, "exceeds cappedMaxSize", true},
		{"an error of a document that was not sent", bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(1)}, writeError(7, 11000, "E11000 duplicate key")}, "not valid", false},
		{"an error before the first document", bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(1)}, writeError(-1, 2, "bad")}, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			storeURL := ferretDatabase(t)
			s := opened(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
				if c.Name == "insert" {
					a.Answer = test.answer
				}
				return a
			}), Options{Max: 10})
			docs := numbered(t, 1, 1)
			if strings.HasPrefix(test.name, "a duplicate") { // it is there, but may be undone
				mustAppend(t, opened(t, storeURL, Options{Max: 10}), host, docs...)
			}
			err := s.Append(t.Context(), host, docs...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			var refused *RefusedError
			if errors.As(err, &refused) != test.refused {
				t.Errorf("refused: got %v, want %t", err, test.refused)
			}
		})
	}
}

// A reader that is overtaken by the trimming of a capped collection reads again.
func TestCappedPositionLost(t *testing.T) {
	storeURL := ferretDatabase(t)
	mustAppend(t, opened(t, storeURL, Options{Max: 10}), host, numbered(t, 1, 3)...)
	lost := true
	s := opened(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
		if c.Name == "find" && lost {
			lost = false
			a.Answer = bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(136)}, {Key: "codeName", Value: "CappedPositionLost"},
				{Key: "errmsg", Value: "CollectionScan died due to position in capped collection being deleted"}}
		}
		return a
	}), Options{ReadOnly: true})
	wantNumbers(t, s, host, 10, upTo(1, 3))
}
