package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"psmonitor/internal/metric"
)

// selectionWait is how long a server is looked for unless the URL says otherwise; the driver's own 30 s would make
// cron's runs pile up.
const selectionWait = 5 * time.Second

// mongoStore keeps one capped collection a host in one database. Everything that the URL can say is the driver's:
// replica sets, read preference, TLS, users, timeouts.
type mongoStore struct {
	url      mongoURL
	client   *mongo.Client
	database *mongo.Database
	o        Options

	mu    sync.Mutex
	known map[string]collection // by name, as last listed
	ready map[string]bool       // by name: made, or looked at, by Append
}

// openMongo reads the URL and connects in the background: the first call finds out whether somebody is there.
func openMongo(ctx context.Context, storeURL string, o Options) (*mongoStore, error) {
	u, err := parseMongoURL(storeURL)
	if err != nil {
		return nil, err
	}
	if o.Max < 1 && !o.ReadOnly {
		return nil, fmt.Errorf("store %s: a collection has to keep at least one document, not %d", u.shown, o.Max)
	}
	client, err := connect(ctx, storeURL, o)
	if err != nil {
		return nil, u.explain("open store", "", err)
	}
	return &mongoStore{url: u, client: client, database: client.Database(u.database), o: o,
		known: map[string]collection{}, ready: map[string]bool{}}, nil
}

// errUnacknowledged is a URL that no writer can keep its word with.
var errUnacknowledged = errors.New("the URL says w=0, so that nobody would notice what is lost: take that out")

// connect hands the URL to the driver. That looks up mongodb+srv:// names, and knows no context while it does.
func connect(ctx context.Context, storeURL string, use Options) (*mongo.Client, error) {
	type result struct {
		client *mongo.Client
		err    error
	}
	done := make(chan result, 1)
	go func() {
		o := optionsOf(storeURL, use.Jobs)
		if w := o.WriteConcern; w != nil && !w.Acknowledged() && !use.ReadOnly {
			done <- result{nil, errUnacknowledged}
			return
		}
		client, err := mongo.Connect(ctx, o)
		done <- result{client, err}
	}()
	select {
	case r := <-done:
		return r.client, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// optionsOf reads the URL, and sets what it leaves open and the driver would set for programs that run for weeks.
func optionsOf(storeURL string, jobs int) *options.ClientOptions {
	o := options.Client().ApplyURI(storeURL)
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(selectionWait)
	}
	if o.MaxPoolSize == nil && jobs > 0 {
		o.SetMaxPoolSize(uint64(jobs))
	}
	// The other mode opens one more connection to each server, to measure how far it is. The driver takes the mode from
	// no URL.
	return o.SetServerMonitoringMode(options.ServerMonitoringModePoll)
}

// Hosts lists the collections, all in one go, and remembers their options for Newest.
func (s *mongoStore) Hosts(ctx context.Context) ([]string, error) {
	found, err := s.list(ctx, bson.D{}, s.database.ReadPreference())
	if err != nil {
		return nil, s.url.explain("list the hosts of", "", err)
	}
	var hosts []string
	for _, c := range found {
		if metric.CheckHost(c.name) == nil && c.isPlain() {
			hosts = append(hosts, c.name)
			s.remember(c)
		}
	}
	slices.Sort(hosts)
	return hosts, nil
}

// Newest asks for the documents newest first, as only that way the server can stop at n, and turns them round.
// A server may trim its capped collections late: n is the reader's own window.
func (s *mongoStore) Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error) {
	if err := metric.CheckHost(host); err != nil {
		return 0, err
	}
	docs, err := s.newest(ctx, host, n)
	if err != nil {
		return 0, s.url.explain("read", host, err)
	}
	for _, doc := range slices.Backward(docs) {
		if err := visit(doc); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// naturally is newest first, by the time of storing.
var naturally = bson.D{{Key: "$natural", Value: -1}}

func (s *mongoStore) newest(ctx context.Context, host string, n int) ([][]byte, error) {
	if err := ctx.Err(); err != nil || n <= 0 {
		return nil, err
	}
	c, ok, err := s.recallOrLook(ctx, host)
	if !ok {
		return nil, err
	}
	order := bson.D{{Key: "_id", Value: -1}} // of an uncapped collection, the natural order means nothing
	if c.capped {
		order = naturally
	}
	batch := int32(min(n, 1<<30)) + 1 // room for more than all, so that the server knows it is done and keeps no cursor
	found, err := s.database.Collection(host).Find(ctx, bson.D{}, options.Find().SetSort(order).SetLimit(int64(n)).SetBatchSize(batch))
	if err != nil {
		return nil, err
	}
	return heads(ctx, found)
}

// heads returns the beginning of each document. They are copied out of what the server has sent, so that the end of a
// large one is let go of with the batch it came in.
func heads(ctx context.Context, found *mongo.Cursor) (docs [][]byte, err error) {
	for found.Next(ctx) {
		docs = append(docs, bytes.Clone(head(found.Current)))
	}
	return docs, errors.Join(found.Err(), found.Close(ctx))
}

// Close lets go of the connections. A frozen server delays it until the context's deadline.
func (s *mongoStore) Close(ctx context.Context) error {
	if err := s.client.Disconnect(ctx); err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
		return s.url.explain("close", "", err)
	}
	return nil
}
