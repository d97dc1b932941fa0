package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	err := checkHistory(span, host, docs)
	switch {
	case err != nil:
		return fmt.Errorf("%s %s: %w", operationHistory, host, err)
	case s.o.ReadOnly:
		return fmt.Errorf("%s %s: the store is open for reading only", operationHistory, host)
	case len(docs) == 0:
		return ctx.Err()
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	if err := replaceAll(ctx, s.ring(span), replacementsOf(docs)); err != nil {
		return s.url.explain(operationHistory, host, err)
	}
	return nil
}

// replacementsOf returns an upsert for each history document.
func replacementsOf(docs [][]byte) []mongo.WriteModel {
	models := make([]mongo.WriteModel, len(docs))
	for i, doc := range docs {
		raw := bson.Raw(doc)
		isWorse := bson.A{
			bson.D{{Key: "date", Value: bson.D{{Key: "$ne", Value: raw.Lookup("date")}}}},
			bson.D{{Key: "samples", Value: bson.D{{Key: "$lt", Value: raw.Lookup("samples")}}}},
		}
		models[i] = mongo.NewReplaceOneModel().SetUpsert(true).SetReplacement(raw).
			SetFilter(bson.D{{Key: "_id", Value: raw.Lookup("_id")}, {Key: "$or", Value: isWorse}})
	}
	return models
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
	docs, err := s.history(ctx, span, host, nil)
	for _, doc := range docs {
		if err == nil {
			err = visit(doc)
		}
	}
	return 0, err
}

// HistoryHeads asks for these fields only.
func (s *mongoStore) HistoryHeads(ctx context.Context, span rollup.Span, host string) (heads []rollup.Head, err error) {
	docs, err := s.history(ctx, span, host, bson.D{{Key: "date", Value: 1}, {Key: "interval", Value: 1}, {Key: "samples", Value: 1}})
	for _, doc := range docs {
		if h, err := rollup.ReadHead(doc); err == nil {
			heads = append(heads, h)
		}
	}
	return heads, err
}

// history returns the host's history documents, with these fields and _id; nil is all fields.
func (s *mongoStore) history(ctx context.Context, span rollup.Span, host string, fields bson.D) ([][]byte, error) {
	if err := metric.CheckHost(host); err != nil {
		return nil, err
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	o := options.Find().SetLimit(int64(span.Slots)).SetBatchSize(int32(span.Slots) + 1) // room for more than all, as in newest
	if fields != nil {
		o.SetProjection(fields)
	}
	docs, err := again(ctx, func() (docs [][]byte, err error) {
		defer recoverDriver(&err)
		found, err := s.ring(span).Find(ctx, ofHost(host), o)
		if err != nil {
			return nil, err
		}
		return copyHeads(ctx, found, span.Slots)
	})
	if err != nil {
		return nil, s.url.explain("read the history of", host, err)
	}
	return slices.DeleteFunc(docs, func(doc []byte) bool { // in a collection with a collation, other _ids may be neighbours
		id, _ := bson.Raw(doc).Lookup("_id").StringValueOK()
		return !strings.HasPrefix(id, host+"/")
	}), nil
}

// HistoryStamp is always "": which document of a ring was replaced last cannot be found cheaply.
func (s *mongoStore) HistoryStamp(_ context.Context, _ rollup.Span, host string) (string, error) {
	return "", metric.CheckHost(host)
}
