package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// The history of all hosts is in two collections that are not capped, history:hours and history:days. Each host has a ring of
// documents there, with the _ids HOST/0000 to HOST/1487 or HOST/1099, so that they do not grow without limit. No host has such a name.

// ring returns the collection with the history documents of all hosts.
func (s *mongoStore) ring(span rollup.Span) *mongo.Collection {
	return s.database.Collection(ringName(span))
}

func ringName(span rollup.Span) string { return "history:" + span.Name }

// ofHost matches the history documents of a host: their _ids begin with its name and a slash, which no name contains. The character
// after the slash is 0. Strings are compared by their bytes, unless somebody has made the collection with a collation.
func ofHost(host string) bson.D {
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: host + "/"}, {Key: "$lt", Value: host + "0"}}}}
}

// PutHistory replaces what is in the documents' places.
func (s *mongoStore) PutHistory(ctx context.Context, span rollup.Span, host string, docs ...[]byte) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	replacements, err := replacementsOf(host, docs)
	switch {
	case err != nil:
		return err
	case s.o.ReadOnly:
		return fmt.Errorf("%s %s: the store is open for reading only", operationHistory, host)
	case len(docs) == 0:
		return ctx.Err()
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	if err := replaceAll(ctx, s.ring(span), replacements); err != nil {
		return s.url.explain(operationHistory, host, err)
	}
	return nil
}

// replacementsOf returns an upsert for each document.
func replacementsOf(host string, docs [][]byte) ([]mongo.WriteModel, error) {
	models := make([]mongo.WriteModel, len(docs))
	for i, doc := range docs {
		raw := bson.Raw(doc)
		id, _ := raw.Lookup("_id").StringValueOK()
		_, isDated := raw.Lookup("date").DateTimeOK()
		_, isCounted := raw.Lookup("samples").AsInt64OK()
		if raw.Validate() != nil || !isDated || !isCounted || !isHistoryOf(host, doc) {
			return nil, fmt.Errorf("%s %s: document %d is not a history document of this host", operationHistory, host, i+1)
		}
		isOlder := bson.A{
			bson.D{{Key: "date", Value: bson.D{{Key: "$ne", Value: raw.Lookup("date")}}}},
			bson.D{{Key: "samples", Value: bson.D{{Key: "$lt", Value: raw.Lookup("samples")}}}},
		}
		models[i] = mongo.NewReplaceOneModel().SetUpsert(true).SetReplacement(raw).
			SetFilter(bson.D{{Key: "_id", Value: id}, {Key: "$or", Value: isOlder}})
	}
	return models, nil
}

// replaceAll executes replacements. What is as good as a document does not match its query, so that the server tries to insert the
// document beside it, and there is a duplicate key. That may also mean that another writer was faster, perhaps with a document that
// covers fewer samples, so it is tried once more.
func replaceAll(ctx context.Context, c *mongo.Collection, replacements []mongo.WriteModel) error {
	for tried := false; len(replacements) > 0; {
		done, err := replace(ctx, c, replacements)
		if err == nil || !mongo.IsDuplicateKeyError(err) {
			return err
		}
		if done == 0 && tried { // nothing is to be done
			done, tried = 1, false
		} else {
			tried = true
		}
		replacements = replacements[done:]
	}
	return nil
}

// replace executes replacements in order, up to the first that fails. done is how many are executed; a server may say fewer.
func replace(ctx context.Context, c *mongo.Collection, replacements []mongo.WriteModel) (done int, err error) {
	defer recoverDriver(&err) // it panics about write errors of documents that were not sent
	_, err = c.BulkWrite(ctx, replacements)
	if unconfirmed := writeConcernError(err); unconfirmed != nil {
		return 0, unconfirmed
	}
	var bulk mongo.BulkWriteException
	if errors.As(err, &bulk) && len(bulk.WriteErrors) > 0 {
		done = max(0, bulk.WriteErrors[0].Index)
	}
	return done, err
}

// History reads the host's range of the _id index.
func (s *mongoStore) History(ctx context.Context, span rollup.Span, host string, visit func(doc []byte) error) (damaged int, err error) {
	if err := metric.CheckHost(host); err != nil {
		return 0, err
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	docs, err := again(ctx, func() (docs [][]byte, err error) {
		defer recoverDriver(&err)
		batch := int32(span.Slots) + 1 // as of Newest
		found, err := s.ring(span).Find(ctx, ofHost(host), options.Find().SetLimit(int64(span.Slots)).SetBatchSize(batch))
		if err != nil {
			return nil, err
		}
		return copyHeads(ctx, found, span.Slots)
	})
	if err != nil {
		return 0, s.url.explain("read the history of", host, err)
	}
	for _, doc := range docs {
		if !isHistoryOf(host, doc) { // an answer to another question, or a collection in which other _ids are neighbours
			continue
		}
		if err := visit(doc); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// isHistoryOf reports whether a document's _id is one of the host's history.
func isHistoryOf(host string, doc []byte) bool {
	id, _ := bson.Raw(doc).Lookup("_id").StringValueOK()
	return strings.HasPrefix(id, host+"/")
}

// HistoryStamp is always "": which document of a ring was replaced last cannot be found cheaply.
func (s *mongoStore) HistoryStamp(_ context.Context, _ rollup.Span, host string) (string, error) {
	return "", metric.CheckHost(host)
}
