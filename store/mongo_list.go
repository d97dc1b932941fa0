package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"
)

// collection describes a collection of the server.
type collection struct {
	name   string
	kind   string // "" or "collection", "view", "timeseries"
	capped bool
	max    int64  // documents; 0: no limit
	size   int64  // bytes
	uuid   []byte // a later collection of the same name has another one; nil: the server does not say
}

// isPlain reports whether it is neither a view nor a time series.
func (c collection) isPlain() bool { return c.kind == "" || c.kind == "collection" }

// list asks for the collections that match a filter.
func (s *mongoStore) list(ctx context.Context, filter bson.D, from *readpref.ReadPref) ([]collection, error) {
	return again(ctx, func() ([]collection, error) { return s.listOnce(ctx, filter, from) })
}

// again calls a function that asks a server, and calls it once more after an error that may not come again. The driver does so
// for single commands that read, but not for listCollections, nor when it reads on in what it has found.
func again[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	answer, err := ask()
	if err != nil && isTransient(err) && ctx.Err() == nil {
		return ask()
	}
	return answer, err
}

// listOnce runs the command. The driver's own ListCollections always asks the primary, so that with
// readPreference=secondaryPreferred no pages could be made while there is none.
func (s *mongoStore) listOnce(ctx context.Context, filter bson.D, from *readpref.ReadPref) (collections []collection, err error) {
	defer recoverDriver(&err)
	command := bson.D{{Key: "listCollections", Value: 1}, {Key: "filter", Value: filter}, {Key: "cursor", Value: bson.D{}}}
	cursor, err := s.database.RunCommandCursor(ctx, command, options.RunCmd().SetReadPreference(from))
	if err != nil {
		return nil, err
	}
	found, err := readAll(ctx, cursor)
	if err != nil {
		return nil, err
	}
	collections = make([]collection, len(found))
	for i, f := range found {
		c := &collections[i]
		c.name, _ = f.Lookup("name").StringValueOK()
		c.kind, _ = f.Lookup("type").StringValueOK()
		c.capped, _ = f.Lookup("options", "capped").BooleanOK()
		c.max, _ = f.Lookup("options", "max").AsInt64OK()
		c.size, _ = f.Lookup("options", "size").AsInt64OK()
		_, c.uuid, _ = f.Lookup("info", "uuid").BinaryOK()
	}
	return collections, nil
}

// maxAnswer is how many bytes of an answer are kept in memory, with what Go needs for each of its documents: those of 200,000
// collections are fewer.
const (
	maxAnswer    = 64 << 20
	bytesOfSlice = 32
)

// readAll reads all of an answer, which a server may give in parts without end.
func readAll(ctx context.Context, cursor *mongo.Cursor) (docs []bson.Raw, err error) {
	defer cursor.Close(ctx) // nothing more is read
	for size := 0; cursor.Next(ctx); {
		if size += len(cursor.Current) + bytesOfSlice; size > maxAnswer {
			return nil, fmt.Errorf("the server's answer has more than %d MiB: is it the right server?", maxAnswer>>20)
		}
		docs = append(docs, bytes.Clone(cursor.Current))
	}
	return docs, cursor.Err()
}

// fetch asks the server for one collection, and caches it; ok is false if there is none.
func (s *mongoStore) fetch(ctx context.Context, host string, from *readpref.ReadPref) (c collection, ok bool, err error) {
	found, err := s.list(ctx, bson.D{{Key: "name", Value: host}}, from)
	i := slices.IndexFunc(found, func(c collection) bool { return c.name == host }) // warnings show the name
	if err != nil || i < 0 {
		return collection{}, false, err
	}
	c = found[i]
	if !c.isPlain() {
		return collection{}, false, fmt.Errorf("it is a %s, not a collection", c.kind)
	}
	s.addToCache(c)
	return c, true, nil
}

// addToCache keeps collections for Newest.
func (s *mongoStore) addToCache(collections ...collection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range collections {
		s.cache[c.name] = c
	}
}

// lookUp returns a collection from the cache, or else from the server.
func (s *mongoStore) lookUp(ctx context.Context, host string) (c collection, ok bool, err error) {
	if c, ok := s.cached(host); ok {
		return c, true, nil
	}
	return s.fetch(ctx, host, s.database.ReadPreference())
}

func (s *mongoStore) cached(host string) (c collection, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok = s.cache[host]
	return c, ok
}
