package store

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"

	"psmonitor/internal/metric"
	"psmonitor/store/bsonfile"
)

// bytesPerDocument is the size of a capped collection for each of its documents: more than almost all samples have, so that the
// number of documents decides, and not the size. MongoDB does not reserve the space.
const bytesPerDocument = 64 << 10

// Append makes the collection if there is none, and inserts.
func (s *mongoStore) Append(ctx context.Context, host string, docs ...[]byte) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	ids, err := bsonfile.IDs(docs)
	switch {
	case err != nil:
		return fmt.Errorf("append to %s: %w", host, err)
	case s.o.ReadOnly:
		return fmt.Errorf("append to %s: the store is open for reading only", host)
	case len(docs) == 0:
		return ctx.Err()
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	if err := s.ensure(ctx, host, largest(docs)); err != nil {
		return s.url.explain(operationAppend, host, err)
	}
	refused, err := s.insert(ctx, host, docs, ids)
	if err == nil {
		return nil
	}
	err = s.url.explain(operationAppend, host, err)
	if refused != nil {
		return &RefusedError{Docs: [][]byte{refused}, Through: countThrough(docs, refused), Err: err}
	}
	return err
}

// largest returns the length of the longest document.
func largest(docs [][]byte) (n int64) {
	for _, doc := range docs {
		n = max(n, int64(len(doc)))
	}
	return n
}

// ensure creates the host's collection, or warns about the options of the existing one if it cannot keep as many documents of
// that many bytes as it should.
func (s *mongoStore) ensure(ctx context.Context, host string, bytes int64) error {
	s.mu.Lock()
	ready := s.ready[host]
	s.mu.Unlock()
	if ready {
		return nil
	}
	c, ok, err := s.fetch(ctx, host, readpref.Primary())
	if err == nil && !ok {
		c, err = s.create(ctx, host, bytes)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	ready, s.ready[host] = s.ready[host], true
	s.mu.Unlock()
	if warning := s.warningAbout(c, bytes); warning != "" && !ready {
		s.o.Warn(warning)
	}
	return nil
}

// create makes the collection for documents of that many bytes and returns it, or the one that another writer has made at the same
// moment.
func (s *mongoStore) create(ctx context.Context, host string, bytes int64) (c collection, err error) {
	defer recoverDriver(&err)
	o := options.CreateCollection().SetCapped(true).SetMaxDocuments(int64(s.o.Max)).SetSizeInBytes(s.size(bytes))
	err = s.database.CreateCollection(ctx, host, o)
	var refused mongo.CommandError
	if err != nil && !(errors.As(err, &refused) && refused.Code == codeNamespaceExists) {
		return collection{}, err
	}
	c, ok, err := s.fetch(ctx, host, readpref.Primary())
	if err == nil && !ok {
		err = errors.New("the collection was removed: does another program drop it?")
	}
	return c, err
}

// size returns the size of a collection: bytesPerDocument for each document, or a multiple that holds documents of that many bytes.
func (s *mongoStore) size(bytes int64) int64 {
	return int64(s.o.Max) * bytesPerDocument * max(1, (bytes+bytesPerDocument-1)/bytesPerDocument)
}

// warningAbout returns what is wrong with a collection that another program has made, and what to do about it, or "". The text
// is the same for all documents of usual sizes, so that it is recognized and logged once.
func (s *mongoStore) warningAbout(c collection, bytes int64) string {
	var wrong, command string
	switch {
	case !c.capped:
		wrong = "is not capped and grows without limit"
		command = fmt.Sprintf("db.runCommand({convertToCapped: %q, size: %d})", c.name, s.size(bytes))
	case c.max > 0 && c.max < int64(s.o.Max):
		wrong = fmt.Sprintf("keeps %d documents, not %d", c.max, s.o.Max)
		command = fmt.Sprintf("db.runCommand({collMod: %q, cappedSize: %d, cappedMax: %d}) (MongoDB 6.0 or newer)", c.name, s.size(bytes), s.o.Max)
	case c.size < int64(s.o.Max)*bytes:
		wrong = fmt.Sprintf("keeps %d bytes, which is fewer than %d documents of the present size", c.size, s.o.Max)
		command = fmt.Sprintf("db.runCommand({collMod: %q, cappedSize: %d}) (MongoDB 6.0 or newer)", c.name, s.size(bytes))
	default:
		return ""
	}
	return fmt.Sprintf("collection %s of database %s %s: drop it, or run %s", c.name, s.url.database, wrong, command)
}

// insert inserts in order. A duplicate is stored already: the server is then asked which others are. A document that the server
// will never take ends it: those before it are stored, and those after it are not.
func (s *mongoStore) insert(ctx context.Context, host string, docs [][]byte, ids []string) (refused []byte, err error) {
	// A secondary, which the URL may prefer, may not have everything that is stored.
	c := s.database.Collection(host, options.Collection().SetReadPreference(readpref.Primary()))
	for {
		err := insertMany(ctx, c, docs)
		if unconfirmed := writeConcernError(err); unconfirmed != nil {
			return nil, unconfirmed // what is a duplicate may be undone as well
		}
		if !mongo.IsDuplicateKeyError(err) {
			return refusedBy(err, docs), err
		}
		there, findErr := stored(ctx, c, docs)
		if findErr != nil {
			return nil, findErr
		}
		before := len(docs)
		docs, ids = without(there, docs, ids)
		switch len(docs) {
		case 0:
			return nil, nil
		case before: // the duplicate is in an index that another program has made
			return nil, err
		}
	}
}

// writeConcernError returns an error if the server has not confirmed a write as the URL's write concern demands. The documents
// may be stored, and may be undone by an election.
func writeConcernError(err error) error {
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError == nil {
		return nil
	}
	return fmt.Errorf("too few members of the replica set have confirmed the write (w in the URL): %s (code %d)",
		bulk.WriteConcernError.Message, bulk.WriteConcernError.Code)
}

func insertMany(ctx context.Context, c *mongo.Collection, docs [][]byte) (err error) {
	values := make([]any, len(docs))
	for i, doc := range docs {
		values[i] = bson.Raw(doc)
	}
	defer recoverDriver(&err) // it panics about write errors of documents that were not sent
	_, err = c.InsertMany(ctx, values)
	return err
}

// stored returns the ids of those documents that are in the collection.
func stored(ctx context.Context, c *mongo.Collection, docs [][]byte) (there map[string]bool, err error) {
	defer recoverDriver(&err)
	wanted := make(bson.A, len(docs))
	for i, doc := range docs {
		wanted[i] = bson.Raw(doc).Lookup("_id")
	}
	query := bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: wanted}}}}
	cursor, err := c.Find(ctx, query, options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	found, err := readAll(ctx, cursor)
	if err != nil {
		return nil, err
	}
	there = make(map[string]bool, len(docs))
	for _, doc := range found {
		id, err := bsonfile.ID(doc)
		if err != nil {
			return nil, err
		}
		there[id] = true
	}
	return there, nil
}
