package store

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"

	"psmonitor/internal/metric"
)

// lag is how far a secondary may be behind another one. Newest may ask another secondary than Stamp did, and miss documents that
// the stamp covers. A document that is older than this, by its _id, is on all of them.
const lag = time.Minute

// maxStamped is how many bytes of a server a stamp contains at most. Whoever may insert into a collection chooses the _id, and render
// keeps the stamps of all hosts in one file, which has a maximum.
const maxStamped = 512

// Stamp asks for the newest _id only: one small query, if Hosts was called before. For a collection that is not capped it is "":
// what was stored last cannot be found cheaply. So it is for a document with a long _id.
func (s *mongoStore) Stamp(ctx context.Context, host string) (string, error) {
	if err := metric.CheckHost(host); err != nil {
		return "", err
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	stamp, err := s.stamp(ctx, host)
	if err != nil {
		return "", s.url.explain("stamp of", host, err)
	}
	return stamp, nil
}

func (s *mongoStore) stamp(ctx context.Context, host string) (stamp string, err error) {
	defer recoverDriver(&err)
	if err := ctx.Err(); err != nil {
		return "", err
	}
	c, ok, err := s.lookUp(ctx, host)
	if !ok || !c.capped {
		return "", err
	}
	newest := options.FindOne().SetSort(newestFirst).SetProjection(bson.D{{Key: "_id", Value: 1}})
	doc, err := s.database.Collection(host).FindOne(ctx, bson.D{}, newest).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	id := doc.Lookup("_id")
	if len(c.uuid)+len(id.Value) > maxStamped {
		return "", nil
	}
	if s.database.ReadPreference().Mode() != readpref.PrimaryMode && !olderThan(id, time.Now().Add(-lag)) {
		return "", nil
	}
	return hex.EncodeToString(c.uuid) + "." + hex.EncodeToString(append([]byte{byte(id.Type)}, id.Value...)), nil
}

// olderThan reports whether an _id is an ObjectId that was made before t.
func olderThan(id bson.RawValue, t time.Time) bool {
	made, ok := id.ObjectIDOK()
	return ok && made.Timestamp().Before(t)
}
