package store

import (
	"net/url"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/test/servers"
)

// replicaSet is two members with the same documents: proxies in front of one FerretDB that answer hello as the members of a
// replica set do.
type replicaSet struct {
	url string // of a database

	mu      sync.Mutex
	members []string // addresses
	primary int      // -1: there is none
	onWrite func()   // called when a member that is not the primary refuses a command
}

func newReplicaSet(t testing.TB) *replicaSet {
	t.Helper()
	storeURL := ferretDatabase(t)
	s := &replicaSet{}
	u, err := url.Parse(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		through, err := url.Parse(servers.Proxy(t, storeURL, func(c servers.Command) servers.Action { return s.decide(i, c) }))
		if err != nil {
			t.Fatal(err)
		}
		s.members = append(s.members, through.Host)
	}
	s.url = "mongodb://" + s.members[0] + "," + s.members[1] + u.Path + "?replicaSet=rs0&heartbeatFrequencyMS=500"
	return s
}

func (s *replicaSet) decide(member int, c servers.Command) servers.Action {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.members) < 2 {
		return servers.Action{}
	}
	isPrimary := member == s.primary
	switch c.Name {
	case "hello":
		hello := bson.D{{Key: "ok", Value: 1.0}, {Key: "ismaster", Value: isPrimary}, {Key: "secondary", Value: !isPrimary},
			{Key: "setName", Value: "rs0"}, {Key: "setVersion", Value: int32(1)}, {Key: "me", Value: s.members[member]},
			{Key: "hosts", Value: s.members}, {Key: "maxBsonObjectSize", Value: int32(16 << 20)},
			{Key: "maxMessageSizeBytes", Value: int32(48_000_000)}, {Key: "maxWriteBatchSize", Value: int32(100_000)},
			{Key: "localTime", Value: time.Now()}, {Key: "minWireVersion", Value: int32(0)}, {Key: "maxWireVersion", Value: int32(21)},
			{Key: "electionId", Value: primitive.ObjectID{11: byte(member)}}, {Key: "logicalSessionTimeoutMinutes", Value: int32(30)}}
		if isPrimary {
			hello = append(hello, bson.E{Key: "primary", Value: s.members[member]})
		}
		return servers.Action{Answer: hello}
	case "insert", "create", "drop", "update", "delete":
		if !isPrimary {
			if s.onWrite != nil {
				s.onWrite()
			}
			return servers.Action{Answer: bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(10107)},
				{Key: "codeName", Value: "NotWritablePrimary"}, {Key: "errmsg", Value: "not primary"},
				{Key: "errorLabels", Value: bson.A{"RetryableWriteError"}}}}
		}
	}
	return servers.Action{}
}

// elect makes a member the primary; -1 is none.
func (s *replicaSet) elect(member int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.primary = member
}

// An election takes up to twelve seconds. Until there is a new primary, samples wait, and readers read on.
func TestElection(t *testing.T) {
	set := newReplicaSet(t)
	s := opened(t, set.url, Options{Max: 30})
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	set.elect(-1)
	var once sync.Once
	set.onWrite = func() { once.Do(func() { time.AfterFunc(6*time.Second, func() { set.elect(1) }) }) }
	wantNumbers(t, opened(t, set.url+"&readPreference=secondaryPreferred", Options{ReadOnly: true}), host, 30, upTo(1, 1))
	mustAppend(t, s, host, numbered(t, 2, 2)...)
	wantNumbers(t, s, host, 30, upTo(1, 2))
}
