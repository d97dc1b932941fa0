package store

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/test/servers"
)

// endless answers a command that reads with a cursor that never ends: each part of it has the documents.
func endless(c servers.Command, part string, docs bson.A) bson.D {
	namespace := c.Database + "." + host
	return bson.D{{Key: "ok", Value: 1.0}, {Key: "cursor", Value: bson.D{
		{Key: "id", Value: int64(7)}, {Key: "ns", Value: namespace}, {Key: part, Value: docs}}}}
}

// A hostile server answers without end, with which it would fill the memory until the timeout.
func TestAnswersWithoutEnd(t *testing.T) {
	large := bson.A{}
	for range 10 {
		large = append(large, bson.D{{Key: "_id", Value: strings.Repeat("x", 1<<20)}, {Key: "name", Value: "x"}})
	}
	small := bson.A{}
	for range 100_000 {
		small = append(small, bson.D{{Key: "_id", Value: int32(1)}})
	}
	duplicate := bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: int32(0)}, {Key: "writeErrors", Value: bson.A{
		bson.D{{Key: "index", Value: int32(0)}, {Key: "code", Value: int32(11000)}, {Key: "errmsg", Value: "E11000 duplicate key"}}}}}
	for name, test := range map[string]struct {
		command string // whose answer does not end
		docs    bson.A
		most    int32 // parts that are asked for
		ask     func(ctx context.Context, s Store) error
	}{
		"collections": {"listCollections", large, 10, func(ctx context.Context, s Store) error {
			_, err := s.Hosts(ctx)
			return err
		}},
		"small collections": {"listCollections", small, 20, func(ctx context.Context, s Store) error {
			_, err := s.Hosts(ctx)
			return err
		}},
		"ids": {"find", small, 20, func(ctx context.Context, s Store) error {
			return s.Append(ctx, host, numbered(t, 1, 3)...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var parts atomic.Int32
			through := servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
				switch c.Name {
				case "insert":
					a.Answer = duplicate
				case test.command:
					parts.Add(1)
					a.Answer = endless(c, "firstBatch", test.docs)
				case "getMore":
					parts.Add(1)
					a.Answer = endless(c, "nextBatch", test.docs)
				}
				return a
			})
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			err := test.ask(ctx, opened(t, through, Options{Max: 10}))
			if err == nil || !strings.Contains(err.Error(), "is it the right server?") || len(err.Error()) > 500 {
				t.Errorf("got %v, want an error about the answer", err)
			}
			if n := parts.Load(); n > test.most {
				t.Errorf("%d parts were read, want at most %d", n, test.most)
			}
		})
	}
}

// A server that ignores the limit of a query has its surplus left.
func TestMoreDocumentsThanAskedFor(t *testing.T) {
	storeURL := ferretDatabase(t)
	mustAppend(t, opened(t, storeURL, Options{Max: 10}), host, numbered(t, 1, 1)...)
	surplus := bson.A{}
	for _, doc := range numbered(t, 1, 5) {
		surplus = append(surplus, bson.Raw(doc))
	}
	s := opened(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
		if c.Name == "find" {
			a.Answer = endless(c, "firstBatch", surplus)
		}
		return a
	}), Options{ReadOnly: true})
	n := 0
	if _, err := s.Newest(t.Context(), host, 3, func([]byte) error { n++; return nil }); err != nil || n != 3 {
		t.Errorf("got %d documents and %v, want 3", n, err)
	}
}

// A sampler's account may insert documents with any _id: a long one would fill the records of render.
func TestStampOfALongID(t *testing.T) {
	storeURL := ferretDatabase(t)
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	for _, id := range []string{strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20) + "y"} {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: id}})
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, s, host, doc)
		if stamp, err := s.Stamp(t.Context(), host); err != nil || len(stamp) > 1000 {
			t.Errorf("got a stamp of %d bytes and %v", len(stamp), err)
		}
	}
}

// A server lists a collection twice, and others than it is asked for.
func TestWrongList(t *testing.T) {
	var warnings []string
	s := opened(t, servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
		if c.Name == "listCollections" {
			list := bson.A{bson.D{{Key: "name", Value: strings.Repeat("x", 100_000)}}}
			for range 2 {
				list = append(list, bson.D{{Key: "name", Value: host}})
			}
			a.Answer = bson.D{{Key: "ok", Value: 1.0}, {Key: "cursor", Value: bson.D{
				{Key: "id", Value: int64(0)}, {Key: "ns", Value: c.Database + ".$cmd.listCollections"}, {Key: "firstBatch", Value: list}}}}
		}
		return a
	}), Options{Max: 10, Warn: func(message string) { warnings = append(warnings, message) }})
	wantHosts(t, s, host)
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "is not capped") || len(warnings[0]) > 500 {
		t.Errorf("got the warnings %.300q", warnings)
	}
}

// The driver panics about some answers. None of them ends the program.
func TestInvalidAnswers(t *testing.T) {
	ok := bson.E{Key: "ok", Value: 1.0}
	token := bson.E{Key: "recoveryToken", Value: 1.5}
	storeURL := ferretDatabase(t)
	mustAppend(t, opened(t, storeURL, Options{Max: 10}), host, numbered(t, 1, 1)...)
	for name, test := range map[string]struct {
		command string
		answer  bson.D
		ask     func(s Store) error
	}{
		"no batch": {"listCollections", bson.D{ok, {Key: "cursor", Value: bson.D{{Key: "id", Value: int64(0)}, {Key: "ns", Value: "a.b"}}}}, func(s Store) error {
			_, err := s.Hosts(t.Context())
			return err
		}},
		"list":   {"listCollections", bson.D{ok, token}, func(s Store) error { return s.Append(t.Context(), host, numbered(t, 1, 1)...) }},
		"create": {"create", bson.D{ok, token}, func(s Store) error { return s.Append(t.Context(), "other", numbered(t, 1, 1)...) }},
		"insert": {"insert", bson.D{ok, token}, func(s Store) error { return s.Append(t.Context(), host, numbered(t, 1, 1)...) }},
		"stamp": {"find", bson.D{ok, token}, func(s Store) error {
			_, err := s.Stamp(t.Context(), host)
			return err
		}},
		"find": {"find", bson.D{ok, token}, func(s Store) error {
			_, err := s.Newest(t.Context(), host, 10, func([]byte) error { return nil })
			return err
		}},
		"drop": {"drop", bson.D{ok, token}, func(s Store) error { return s.Drop(t.Context(), host) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
				if c.Name == test.command {
					a.Answer = test.answer
				}
				return a
			}), Options{Max: 10})
			if err := test.ask(s); err == nil || !strings.Contains(err.Error(), "not valid") || len(err.Error()) > 500 {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A server demands that a password is hashed so often that it takes seconds, which nothing can interrupt. It could be hours.
func TestCloseWhileThePasswordIsHashed(t *testing.T) {
	hashing, cancel := context.WithCancel(t.Context())
	through := servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
		switch c.Name {
		case "hello":
			a.Answer = bson.D{{Key: "ok", Value: 1.0}, {Key: "ismaster", Value: true}, {Key: "maxWireVersion", Value: int32(21)}}
		case "saslStart":
			_, first := c.Document.Lookup("payload").Binary()
			_, nonce, _ := strings.Cut(string(first), ",r=")
			a.Answer = bson.D{{Key: "ok", Value: 1.0}, {Key: "conversationId", Value: int32(1)}, {Key: "done", Value: false},
				{Key: "payload", Value: primitive.Binary{Data: []byte("r=" + nonce + "x,s=c2FsdHNhbHRzYWx0c2FsdA==,i=10000000")}}}
			time.AfterFunc(time.Second, cancel)
		}
		return a
	})
	u := strings.Replace(through, "mongodb://", "mongodb://u:p@", 1) + "?authMechanism=SCRAM-SHA-256"
	s, err := Open(hashing, u, Options{Max: 10})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(hashing, host, numbered(t, 1, 1)...); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the password was still hashed", err)
	}
	closing, done := context.WithTimeout(t.Context(), time.Millisecond)
	defer done()
	if err := s.Close(closing); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want that Close did not wait", err)
	}
}

// A response with the id of another request is refused.
func TestResponseToAnotherRequest(t *testing.T) {
	for _, command := range []string{"hello", "listCollections", "insert"} {
		t.Run(command, func(t *testing.T) {
			through := servers.Proxy(t, ferretDatabase(t), func(c servers.Command) servers.Action {
				return servers.Action{Other: c.Name == command}
			})
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			err := opened(t, through, Options{Max: 10}).Append(ctx, host, numbered(t, 1, 3)...)
			if err == nil || !strings.Contains(err.Error(), "id of another request") || len(err.Error()) > 500 {
				t.Errorf("got %v, want an error about the response", err)
			}
		})
	}
}

func TestMessagesInPieces(t *testing.T) {
	var stream []byte
	for id := range uint32(3) {
		message := make([]byte, 16+7*id)
		binary.LittleEndian.PutUint32(message, uint32(len(message)))
		binary.LittleEndian.PutUint32(message[4:], 100+id)
		binary.LittleEndian.PutUint32(message[8:], 200+id)
		stream = append(stream, message...)
	}
	for size := 1; size <= len(stream); size++ {
		var m messages
		var got [][2]uint32
		for piece := range slices.Chunk(stream, size) {
			m.pass(piece, func(id, responseTo uint32) bool {
				got = append(got, [2]uint32{id, responseTo})
				return true
			})
		}
		if want := [][2]uint32{{100, 200}, {101, 201}, {102, 202}}; !slices.Equal(got, want) {
			t.Fatalf("in pieces of %d: %v, want %v", size, got, want)
		}
	}
}
