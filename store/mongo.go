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

// selectionWait is the longest wait for a server unless the URL has another: an election of a primary takes up to 12 s.
const selectionWait = 20 * time.Second

// mongoStore keeps one capped collection a host in one database. The driver reads the URL: replica sets, read preference, TLS,
// users, timeouts.
type mongoStore struct {
	url      mongoURL
	client   *mongo.Client
	database *mongo.Database
	o        Options

	mu    sync.Mutex
	cache map[string]collection // by name, as last listed
	ready map[string]bool       // by name: made, or looked at, by Append
}

// openMongo reads the URL and connects in the background: the first call finds out whether a server answers.
func openMongo(ctx context.Context, storeURL string, o Options) (Store, error) {
	storeURL = withoutSpaces(storeURL)
	u, err := parseMongoURL(storeURL)
	if err != nil {
		return nil, err
	}
	if o.Max < 1 && !o.ReadOnly {
		return nil, fmt.Errorf("store %s: a collection has to keep at least one document, not %d", u.shown, o.Max)
	}
	u.members = newMembers()
	client, err := connect(ctx, storeURL, o, u.members)
	if err != nil {
		return nil, u.explain("open store", "", err)
	}
	return &mongoStore{url: u, client: client, database: client.Database(u.database), o: o,
		cache: map[string]collection{}, ready: map[string]bool{}}, nil
}

// errUnacknowledged is a URL by which the server acknowledges no writes.
var errUnacknowledged = errors.New("the URL has w=0, so lost writes would not be noticed: remove it")

// connect gives the URL to the driver. The driver looks up mongodb+srv:// names without a context, so that is done in a
// goroutine.
func connect(ctx context.Context, storeURL string, use Options, m *members) (*mongo.Client, error) {
	type result struct {
		client *mongo.Client
		err    error
	}
	done := make(chan result, 1)
	go func() {
		o := optionsOf(storeURL, use.Jobs).SetServerMonitor(m.monitor())
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

// optionsOf reads the URL, and sets options for short runs that the URL does not set.
func optionsOf(storeURL string, jobs int) *options.ClientOptions {
	o := options.Client().ApplyURI(storeURL)
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(selectionWait)
	}
	if o.MaxPoolSize == nil && jobs > 0 {
		o.SetMaxPoolSize(uint64(jobs))
	}
	if o.TLSConfig == nil {
		o.SetDialer(checkingDialer{})
	}
	// The other mode opens one more connection to each server, to measure its round-trip time. The driver takes the mode from
	// no URL.
	return o.SetServerMonitoringMode(options.ServerMonitoringModePoll)
}

// Hosts lists the collections, and keeps their options for Newest.
func (s *mongoStore) Hosts(ctx context.Context) ([]string, error) {
	ctx, done := s.url.members.limit(ctx)
	defer done()
	found, err := s.list(ctx, bson.D{}, s.database.ReadPreference())
	if err != nil {
		return nil, s.url.explain("list the hosts of", "", err)
	}
	var hosts []string
	for _, c := range found {
		if metric.CheckHost(c.name) == nil && c.isPlain() {
			hosts = append(hosts, c.name)
			s.addToCache(c)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts), nil
}

// Newest asks for the documents newest first, so that the server can stop at n, and reverses them. A server may trim its
// capped collections late.
func (s *mongoStore) Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error) {
	if err := metric.CheckHost(host); err != nil {
		return 0, err
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
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

// newestFirst sorts by the time of storing.
var newestFirst = bson.D{{Key: "$natural", Value: -1}}

func (s *mongoStore) newest(ctx context.Context, host string, n int) ([][]byte, error) {
	if err := ctx.Err(); err != nil || n <= 0 {
		return nil, err
	}
	c, ok, err := s.lookUp(ctx, host)
	if !ok {
		return nil, err
	}
	order := bson.D{{Key: "_id", Value: -1}} // of an uncapped collection, the natural order means nothing
	if c.capped {
		order = newestFirst
	}
	batch := int32(min(n, 1<<30)) + 1 // room for more than all, so that the server knows it is done and keeps no cursor
	return again(ctx, func() (docs [][]byte, err error) {
		defer recoverDriver(&err)
		found, err := s.database.Collection(host).Find(ctx, bson.D{}, options.Find().SetSort(order).SetLimit(int64(n)).SetBatchSize(batch))
		if err != nil {
			return nil, err
		}
		return copyHeads(ctx, found, n)
	})
}

// maxNewest is how many bytes of documents are kept in memory, apart from the last one: a hundred thousand samples take less.
const maxNewest = 256 << 20

// copyHeads returns the beginning of each document, of n at most, and of as many as maxNewest allows. They are copied out of the
// server's answer, so that the rest of a large one does not stay in memory.
func copyHeads(ctx context.Context, found *mongo.Cursor, n int) (docs [][]byte, err error) {
	defer found.Close(ctx) // nothing more is read
	for size := 0; size < maxNewest && len(docs) < n && found.Next(ctx); {
		docs = append(docs, bytes.Clone(head(found.Current)))
		size += len(docs[len(docs)-1]) + bytesOfSlice
	}
	return docs, found.Err()
}

// Close closes the connections. A server that does not answer delays it until the context's deadline. The driver itself may wait
// longer: until a password is hashed, as often as the server demands.
func (s *mongoStore) Close(ctx context.Context) error {
	closed := make(chan error, 1)
	go func() { closed <- s.disconnect(ctx) }()
	var err error
	select {
	case err = <-closed:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
		return s.url.explain("close", "", err)
	}
	return nil
}

func (s *mongoStore) disconnect(ctx context.Context) (err error) {
	defer recoverDriver(&err)
	return s.client.Disconnect(ctx)
}
