package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"

	"psmonitor/test/servers"
)

// proxied returns a store of that many hosts with 30 documents each, opened through a proxy.
func proxied(t *testing.T, hosts, jobs int) (Store, *proxy) {
	t.Helper()
	storeURL := ferretDatabase(t)
	s := opened(t, storeURL, Options{Max: 30})
	for i := range hosts {
		mustAppend(t, s, nameOf(i), numbered(t, 1, 30)...)
	}
	p, through := newProxy(t, storeURL)
	return opened(t, through, Options{ReadOnly: true, Jobs: jobs}), p
}

func nameOf(i int) string { return fmt.Sprintf("host-%03d", i) }

func TestRoundTrips(t *testing.T) {
	s, p := proxied(t, 150, 1)
	want := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, p.taken()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if hosts, err := s.Hosts(t.Context()); err != nil || len(hosts) != 150 {
		t.Fatalf("got %d hosts, %v", len(hosts), err)
	}
	for command, n := range counted(p.taken()) {
		if command != "listCollections" && command != "getMore" || n > 1 {
			t.Errorf("listing 150 hosts took %d times %s", n, command)
		}
	}
	wantNumbers(t, s, nameOf(7), 30, upTo(1, 30))
	want("all documents", "find")
	wantNumbers(t, s, nameOf(7), 5, upTo(26, 30))
	want("five documents", "find")
	stampOf(t, s, nameOf(7))
	want("a stamp", "find")
}

func counted(words []string) map[string]int {
	counts := map[string]int{}
	for _, word := range words {
		counts[word]++
	}
	return counts
}

// A connection that breaks once in the middle of an answer, as when a primary steps down, costs a second question.
func TestBrokenConnection(t *testing.T) {
	s, p := proxied(t, 3, 1)
	for range 2 { // the second time with all that is known from the first
		p.breakNext(1, "listCollections")
		wantHosts(t, s, nameOf(0), nameOf(1), nameOf(2))
		p.breakNext(1, "find")
		wantNumbers(t, s, nameOf(1), 30, upTo(1, 30))
		p.breakNext(1, "find")
		if stamp := stampOf(t, s, nameOf(1)); stamp == "" {
			t.Error("got no stamp")
		}
	}
	p.breakNext(1000, "listCollections")
	if _, err := s.Hosts(t.Context()); err == nil {
		t.Error("listed hosts over connections that all break")
	}
	p.breakNext(0, "listCollections")
	wantHosts(t, s, nameOf(0), nameOf(1), nameOf(2))
}

func TestConnectionsFollowJobs(t *testing.T) {
	const jobs = 3
	s, p := proxied(t, 10, jobs)
	var readers sync.WaitGroup
	for i := range 40 {
		readers.Go(func() {
			read := 0
			_, err := s.Newest(t.Context(), nameOf(i%10), 30, func([]byte) error { read++; return nil })
			if err != nil || read != 30 {
				t.Errorf("%s: got %d documents, %v", nameOf(i%10), read, err)
			}
		})
	}
	readers.Wait()
	if p.most > jobs {
		t.Errorf("%d connections at once, want at most %d", p.most, jobs)
	}
}

func TestURLDecidesOnConnections(t *testing.T) {
	for options, want := range map[string]uint64{"": 7, "?maxPoolSize=5": 5} {
		if got := *optionsOf("mongodb://h/"+options, 7).MaxPoolSize; got != want {
			t.Errorf("%q: at most %d connections, want %d", options, got, want)
		}
	}
}

// What FerretDB cannot be made to say, said by the driver's own error values.
func TestTransientErrors(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"the primary stepped down":  {mongo.CommandError{Code: 189, Message: "PrimarySteppedDown"}, true},
		"no longer the primary":     {mongo.CommandError{Code: 10107}, true},
		"the connection broke":      {mongo.CommandError{Labels: []string{"NetworkError"}}, true},
		"the connection timed out":  {mongo.CommandError{Code: 50, Labels: []string{"NetworkError"}}, false},
		"a reader was overtaken":    {mongo.CommandError{Code: 136}, true},
		"not allowed":               {mongo.CommandError{Code: 13}, false},
		"something else altogether": {errors.New("out of paper"), false},
	} {
		if got := isTransient(fmt.Errorf("wrapped: %w", test.err)); got != test.want {
			t.Errorf("%s: got %t, want %t", name, got, test.want)
		}
	}
}

// Of an uncapped collection the newest _id is not what was stored last: a document that was kept back has an old one.
func TestNoStampOfUncapped(t *testing.T) {
	storeURL := ferretDatabase(t)
	if _, err := servers.Raw(t, storeURL).Collection(host).InsertOne(t.Context(), bson.Raw(numbered(t, 1, 1)[0])); err != nil {
		t.Fatal(err)
	}
	if stamp := stampOf(t, opened(t, storeURL, Options{ReadOnly: true}), host); stamp != "" {
		t.Errorf("got the stamp %q", stamp)
	}
}

// Secondaries may not be of one mind about what is new.
func TestStampFromSecondaries(t *testing.T) {
	storeURL := ferretDatabase(t)
	writer := opened(t, storeURL, Options{Max: 10})
	separator := "?"
	if strings.Contains(storeURL, "?") {
		separator = "&"
	}
	reader := opened(t, storeURL+separator+"readPreference=secondaryPreferred", Options{ReadOnly: true})
	for _, test := range []struct {
		id   any
		told bool
	}{
		{primitive.NewObjectIDFromTimestamp(time.Now().Add(-lag - time.Minute)), true},
		{primitive.NewObjectID(), false},
		{"a word", false},
		{primitive.NewObjectIDFromTimestamp(time.Now().Add(-time.Hour)), true},
	} {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: test.id}})
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, writer, host, doc)
		if stamp := stampOf(t, reader, host); (stamp != "") != test.told {
			t.Errorf("the newest document is %v: got the stamp %q, want one: %t", test.id, stamp, test.told)
		}
		if stamp := stampOf(t, writer, host); stamp == "" {
			t.Errorf("the newest document is %v: the primary gave no stamp", test.id)
		}
	}
}
