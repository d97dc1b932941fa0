package store

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"

	"psmonitor/test/servers"
)

func TestExistingCollections(t *testing.T) {
	capped := func(max, size int64) *options.CreateCollectionOptions {
		return options.CreateCollection().SetCapped(true).SetMaxDocuments(max).SetSizeInBytes(size)
	}
	for _, test := range []struct {
		name string
		made *options.CreateCollectionOptions
		want string // in the warning; "" is none
	}{
		{"uncapped", options.CreateCollection(), `convertToCapped: "example01", size: 655360`},
		{"fewer documents", capped(5, 1<<20), `keeps 5 documents, not 10: drop it, or run db.runCommand({collMod: "example01", cappedSize: 655360, cappedMax: 10})`},
		{"enough for these documents", capped(10, 1<<14), ""},
		{"as wanted", capped(10, 655360), ""},
		{"larger", capped(1000, 1<<20), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			storeURL := ferretDatabase(t)
			if err := servers.Raw(t, storeURL).CreateCollection(t.Context(), host, test.made); err != nil {
				t.Fatal(err)
			}
			var warnings []string
			s := opened(t, storeURL, Options{Max: 10, Warn: func(message string) { warnings = append(warnings, message) }})
			docs := numbered(t, 1, 6)
			for _, doc := range docs {
				mustAppend(t, s, host, doc)
			}
			wantNumbers(t, s, host, 3, upTo(4, 6))
			wanted := 0
			if test.want != "" {
				wanted = 1
			}
			if len(warnings) != wanted || !strings.Contains(strings.Join(warnings, "\n"), test.want) {
				t.Errorf("got %d warnings %q, want %d with %q", len(warnings), warnings, wanted, test.want)
			}
		})
	}
}

// A collection that is too small for as many documents of this size is warned about, with a text that does not depend on the
// size, as that changes from sample to sample.
func TestCollectionOfTooFewBytes(t *testing.T) {
	s := opened(t, ferretDatabase(t), Options{Max: 10}).(*mongoStore)
	c := collection{name: host, capped: true, max: 10, size: 4096}
	if got := s.warningAbout(c, 409); got != "" {
		t.Errorf("409 bytes: got %q", got)
	}
	got := s.warningAbout(c, 410)
	if !strings.Contains(got, "keeps 4096 bytes, which is fewer than 10 documents") || got != s.warningAbout(c, 5000) {
		t.Errorf("410 bytes: got %q", got)
	}
}

// Documents of more than 64 KiB get a larger collection, and the command in a warning makes one that is large enough.
func TestCollectionOfLargeDocuments(t *testing.T) {
	s := opened(t, ferretDatabase(t), Options{Max: 10, Warn: func(message string) { t.Error(message) }}).(*mongoStore)
	mustAppend(t, s, host, sized(t, 1, 100<<10)...)
	if c, _, err := s.fetch(t.Context(), host, readpref.Primary()); c.size < 10*100<<10 || err != nil {
		t.Errorf("got %+v and %v", c, err)
	}
	got := s.warningAbout(collection{name: host, capped: true, max: 10, size: 655360}, 100<<10)
	if want := "cappedSize: 1310720}"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %s", got, want)
	}
}

func TestCollectionMadeByAnother(t *testing.T) {
	s := opened(t, ferretDatabase(t), Options{Max: 10}).(*mongoStore)
	for range 2 { // the second is told code 48
		c, err := s.create(t.Context(), host, 600)
		want := collection{name: host, kind: "collection", capped: true, max: 10, size: 655360}
		if diff := cmp.Diff(want, c, cmp.AllowUnexported(collection{}), cmpopts.IgnoreFields(collection{}, "uuid")); diff != "" || err != nil {
			t.Errorf("%v, (-want +got):\n%s", err, diff)
		}
	}
}

// secret is the password of the tests. None of it may show.
const secret = "s3cr3tw0rd"

// try does what a sampler does, and returns the first error.
func try(t *testing.T, storeURL string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := Open(ctx, storeURL, Options{Max: 10})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	return s.Append(ctx, host, numbered(t, 1, 1)...)
}

func TestMongoErrors(t *testing.T) {
	t.Parallel()                                    // it waits for deadlines
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	ferret := strings.TrimPrefix(ferretDatabase(t), "mongodb://")
	user, short := "user:"+secret+"@", "serverSelectionTimeoutMS=4000"
	for _, test := range []struct{ name, url, want string }{
		{"no server listens", "mongodb://" + user + closed.Addr().String() + "/?" + short, "no server listens at " + closed.Addr().String()},
		{"nobody answers", "mongodb://" + user + silent.Addr().String() + "/?serverSelectionTimeoutMS=200", "no answer in time"},
		{"unknown host", "mongodb://" + user + "nowhere.invalid/?" + short, "host name nowhere.invalid is not known"},
		{"unknown service", "mongodb+srv://" + user + "nowhere.invalid/", "nowhere.invalid is not known"},
		{"refused user", "mongodb://" + user + ferret, "wrong user or password"},
		{"no TLS there", "mongodb://" + user + ferret + "?tls=true&" + short, "tls=true"},
		{"wrong set", "mongodb://" + ferret + "?replicaSet=other&" + short, "replicaSet=NAME"},
		{"unacknowledged", "mongodb://" + ferret + "?w=0", "remove it"},
		{"no such file", "mongodb://" + user + "h/?tls=true&tlsCAFile=/nowhere.pem", "/nowhere.pem"},
		{"password with slash", "mongodb://user:" + secret + "/x@h/", "%2F"},
		{"password with at sign", "mongodb://user:x@" + secret + "@h/", "%40"},
		{"password with question mark", "mongodb://user:" + secret + "?x@h/", "%3F"},
		{"password with bare per cent", "mongodb://user:" + secret + "%zz@h/", "%25"},
		{"password with colon", "mongodb://user:" + secret + ":x@h/", "%3A"},
		{"password without host", "mongodb://user:" + secret + "/reports", "the port is not a number from 1 to 65535"},
		{"key's password", "mongodb://h/?tlsCertificateKeyFile=/nowhere.pem&tlsCertificateKeyFilePassword=" + secret, "nowhere.pem"},
		{"token", "mongodb://h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:" + secret, "error"},
		{"unknown option", "mongodb://" + user + "h/?tls=" + "maybe", "tls"},
		{"no host", "mongodb://" + user + "/", "host"},
		{"database with a dot", "mongodb://" + user + "h/a.b", `database name "a.b"`},
		{"database with a plus", "mongodb://" + user + "h/a+b", "%2B"},
		{"database too long", "mongodb://" + user + "h/" + strings.Repeat("d", 64), "64 characters"},
		{"MongoDB's own database", "mongodb://" + user + "h/admin", "authSource=admin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(t, test.url)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "\n")) {
				t.Errorf("shows the password, or has several lines: %v", err)
			}
		})
	}
}

func TestMongoDeadline(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s := opened(t, "mongodb://"+silent.Addr().String()+"/", Options{Max: 10})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Hosts(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no answer in time") {
		t.Errorf("got %v", err)
	}
}

// What FerretDB cannot be made to say, said by the driver's own error values.
func TestReason(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"wrong password", mongo.CommandError{Code: 18, Message: "Authentication failed."}, "wrong user or password"},
		{"no permission", mongo.CommandError{Code: 13, Message: "not authorized on reports to execute command { find: \"web-01\" }"}, "lacks the permission for find on the database: grant the role psmonitorRenderer"},
		{"no user", mongo.CommandError{Code: 13, Message: "Command listCollections requires authentication"}, "write USER:PASSWORD@ before the host"},
		{"no permission to insert", mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 13, Message: "not authorized"}}}, "lacks a permission on the database"},
		{"no permission on Atlas", mongo.CommandError{Code: 8000, Message: "user is not allowed to do action [insert] on [reports.web-01]"}, "lacks a permission on the database"},
		{"wrong password on Atlas", mongo.CommandError{Code: 8000, Message: "bad auth : authentication failed"}, "wrong user or password"},
		{"no capped collections", mongo.CommandError{Code: 303, Message: "Option not supported: capped"}, "has no capped collections"},
		{"no capped collections, as FerretDB 2", mongo.CommandError{Code: 238, Message: "create: capped is not implemented"}, "has no capped collections"},
		{"another refusal", mongo.CommandError{Code: 26, Message: "ns not found"}, "ns not found (code 26)"},
		{"a secondary", mongo.CommandError{Code: 10107, Message: "not primary"}, "replicaSet=NAME"},
		{"shutting down", mongo.CommandError{Code: 91, Message: "shutdown"}, "the next run succeeds"},
		{"stepping down", mongo.CommandError{Code: 189, Message: "stepdown"}, "the next run succeeds"},
		{"interrupted by a shutdown", mongo.CommandError{Code: 11600, Message: "interrupted"}, "the next run succeeds"},
		{"interrupted by an election", mongo.CommandError{Code: 11602, Message: "interrupted"}, "the next run succeeds"},
		{"recovering", mongo.CommandError{Code: 13436, Message: "node is recovering"}, "the next run succeeds"},
		{"too slow", mongo.CommandError{Code: 50, Message: "operation exceeded time limit"}, "no answer in time"},
		{"in bulk", mongo.BulkWriteException{WriteErrors: []mongo.BulkWriteError{{WriteError: mongo.WriteError{Code: 8, Message: "disk full"}}}}, "disk full (code 8)"},
		{"deadline", context.DeadlineExceeded, "no answer in time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := reason("read", test.err, printable); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q in it", got, test.want)
			}
		})
	}
}

// Documents of the article's kind have an ObjectId, and their collection may have lost its cap.
func TestUncappedIsReadByID(t *testing.T) {
	storeURL := ferretDatabase(t)
	docs := numbered(t, 1, 5)
	for _, i := range []int{3, 0, 4, 1, 2} {
		if _, err := servers.Raw(t, storeURL).Collection(host).InsertOne(t.Context(), bson.Raw(docs[i])); err != nil {
			t.Fatal(err)
		}
	}
	wantNumbers(t, opened(t, storeURL, Options{ReadOnly: true}), host, 3, upTo(3, 5))
}
