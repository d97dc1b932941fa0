package store

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"
)

// collection is what the server tells about one, as far as it matters here.
type collection struct {
	name   string
	kind   string // "" or "collection", "view", "timeseries"
	capped bool
	max    int64  // documents; 0: no limit
	size   int64  // bytes
	uuid   []byte // of this one, and of no later one of the same name; nil: the server does not say
}

// isPlain tells collections from views and time series.
func (c collection) isPlain() bool { return c.kind == "" || c.kind == "collection" }

// list asks for the collections that filter lets through, and once more when the connection breaks or the server is
// no longer what it was: the driver does so for reads, but not for commands.
func (s *mongoStore) list(ctx context.Context, filter bson.D, from *readpref.ReadPref) ([]collection, error) {
	found, err := s.listOnce(ctx, filter, from)
	if err != nil && passes(err) && ctx.Err() == nil {
		return s.listOnce(ctx, filter, from)
	}
	return found, err
}

// listOnce asks by the command itself. The driver's own ListCollections always asks the primary, so that with
// readPreference=secondaryPreferred pages could not be made while there is none.
func (s *mongoStore) listOnce(ctx context.Context, filter bson.D, from *readpref.ReadPref) ([]collection, error) {
	command := bson.D{{Key: "listCollections", Value: 1}, {Key: "filter", Value: filter}, {Key: "cursor", Value: bson.D{}}}
	cursor, err := s.database.RunCommandCursor(ctx, command, options.RunCmd().SetReadPreference(from))
	if err != nil {
		return nil, err
	}
	var found []bson.Raw
	if err := cursor.All(ctx, &found); err != nil {
		return nil, err
	}
	collections := make([]collection, len(found))
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

// look asks for one collection, and remembers it; ok is false if there is none.
func (s *mongoStore) look(ctx context.Context, host string, from *readpref.ReadPref) (c collection, ok bool, err error) {
	found, err := s.list(ctx, bson.D{{Key: "name", Value: host}}, from)
	if err != nil || len(found) == 0 {
		return collection{}, false, err
	}
	c = found[0]
	if !c.isPlain() {
		return collection{}, false, fmt.Errorf("it is a %s, not a collection", c.kind)
	}
	s.remember(c)
	return c, true, nil
}

// remember keeps what Newest has to know of a collection.
func (s *mongoStore) remember(collections ...collection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range collections {
		s.known[c.name] = c
	}
}

// recallOrLook returns what is known of a collection, and asks if it is nothing.
func (s *mongoStore) recallOrLook(ctx context.Context, host string) (c collection, ok bool, err error) {
	if c, ok := s.recall(host); ok {
		return c, true, nil
	}
	return s.look(ctx, host, s.database.ReadPreference())
}

func (s *mongoStore) recall(host string) (c collection, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok = s.known[host]
	return c, ok
}
