package store

import (
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/test/servers"
)

// secondary answers hello as a secondary of a set with these members.
func secondary(members []string) bson.D {
	return bson.D{{Key: "ok", Value: 1.0}, {Key: "ismaster", Value: false}, {Key: "secondary", Value: true},
		{Key: "setName", Value: "rs0"}, {Key: "setVersion", Value: int32(1)}, {Key: "hosts", Value: members},
		{Key: "maxBsonObjectSize", Value: int32(16 << 20)}, {Key: "maxMessageSizeBytes", Value: int32(48_000_000)},
		{Key: "maxWriteBatchSize", Value: int32(100_000)}, {Key: "localTime", Value: time.Now()},
		{Key: "minWireVersion", Value: int32(0)}, {Key: "maxWireVersion", Value: int32(21)}}
}

// A driver that believes in 50,000 members does not end for minutes: this test would not either.
func TestTooManyMembers(t *testing.T) {
	for name, test := range map[string]struct {
		members func(hello int) []string // of the n-th hello
		want    string
	}{
		"at once":       {func(int) []string { return addresses(0, 49_999) }, "announces 50000 members of the replica set, but MongoDB allows 50"},
		"more and more": {func(n int) []string { return addresses(40*n, 40*n+40) }, "announce more and more members"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			var own atomic.Value // address
			through := servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
				if c.Name == "hello" {
					a.Answer = secondary(append(test.members(int(asked.Add(1))), own.Load().(string)))
				}
				return a
			})
			u, err := url.Parse(through)
			if err != nil {
				t.Fatal(err)
			}
			own.Store(u.Host)
			s := opened(t, through+"?replicaSet=rs0&serverSelectionTimeoutMS=60000&heartbeatFrequencyMS=500", Options{Max: 10})
			err = s.Append(t.Context(), host, numbered(t, 1, 1)...)
			if err == nil || !strings.Contains(err.Error(), test.want) || len(err.Error()) > 500 {
				t.Errorf("got %v", err)
			}
			if _, err := s.Hosts(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("again: got %v", err)
			}
		})
	}
}

// addresses returns addresses at which nothing listens.
func addresses(from, to int) (list []string) {
	for i := from; i < to; i++ {
		list = append(list, fmt.Sprintf("127.0.0.1:%d", 1+i%60_000))
	}
	return list
}
