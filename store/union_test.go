package store

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/test/servers"
)

func openedUnion(t *testing.T, urls ...string) *Union {
	t.Helper()
	u, err := OpenUnion(t.Context(), urls, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := u.Close(); err != nil {
			t.Error(err)
		}
	})
	return u
}

// A folder and a database have a host in common, which is read from the first.
func TestUnionOfFilesAndMongoDB(t *testing.T) {
	folder, database := newFolder(t), ferretDatabase(t)
	files, mongo := opened(t, folder, Options{Max: 10}), opened(t, database, Options{Max: 10})
	mustAppend(t, files, "a", numbered(t, 1, 1)...)
	mustAppend(t, files, "both", numbered(t, 2, 2)...)
	mustAppend(t, mongo, "both", numbered(t, 3, 3)...)
	mustAppend(t, mongo, "z", numbered(t, 4, 4)...)
	for _, test := range []struct {
		urls []string
		both int // its document
	}{{[]string{folder, database}, 2}, {[]string{database, folder}, 3}} {
		u := openedUnion(t, test.urls...)
		if diff := cmp.Diff([]string{"a", "both", "z"}, u.Hosts); diff != "" || len(u.Away) > 0 {
			t.Errorf("away %v, hosts (-want +got):\n%s", u.Away, diff)
		}
		for host, want := range map[string]int{"a": 1, "both": test.both, "z": 4} {
			wantNumbers(t, u.Of(host), host, 10, []int{want})
		}
		if want := (Twice{"both", Name(test.urls[0]), Name(test.urls[1])}); len(u.Twice) != 1 || u.Twice[0] != want || u.NameOf("both") != want.First {
			t.Errorf("got %v, want %v", u.Twice, want)
		}
	}
}

// A store that is away, or has no hosts, costs the others nothing. It may come back.
func TestUnionWithAStoreAway(t *testing.T) {
	folder, away := newFolder(t), newFolder(t)
	mustAppend(t, opened(t, folder, Options{Max: 10}), "a", numbered(t, 1, 1)...)
	u := openedUnion(t, away, folder)
	if len(u.Hosts) != 1 || len(u.Away) != 1 || u.Away[0].Name != away || u.Away[0].Err == nil {
		t.Errorf("got %v and %v", u.Hosts, u.Away)
	}
	if _, err := OpenUnion(t.Context(), []string{away}, Options{ReadOnly: true}); err == nil {
		t.Error("no error though no store can be read")
	}
	s := opened(t, away, Options{Max: 10})
	path, err := pathOfURL(away)
	if err == nil {
		err = os.MkdirAll(path, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	if u = openedUnion(t, folder, away); len(u.Away) != 1 || !strings.Contains(u.Away[0].Err.Error(), "has no hosts") {
		t.Errorf("without hosts: got %v", u.Away)
	}
	mustAppend(t, s, "b", numbered(t, 1, 1)...)
	if u = openedUnion(t, folder, away); len(u.Away) > 0 || len(u.Hosts) != 2 {
		t.Errorf("back: got %v, hosts %v", u.Away, u.Hosts)
	}
}

func TestName(t *testing.T) {
	for storeURL, want := range map[string]string{
		"mongodb://sampler:s3cr3t@db1,db2/reports?replicaSet=rs1": "mongodb://db1,db2/reports",
		"mongodb+srv://u@h/db":      "mongodb+srv://h/db",
		"mongodb://u:s3cr3t@x@h/db": "mongodb://h/db",
		"file:///var/a@b":           "file:///var/a@b",
	} {
		if got := Name(storeURL); got != want {
			t.Errorf("%s: got %s, want %s", storeURL, got, want)
		}
	}
}

// Stores are asked at the same time: the first answers when the second has been asked.
func TestUnionAsksAtOnce(t *testing.T) {
	asked := make(chan struct{})
	var once sync.Once
	urls := make([]string, 2)
	for i := range urls {
		storeURL := ferretDatabase(t)
		mustAppend(t, opened(t, storeURL, Options{Max: 10}), fmt.Sprint("host", i), numbered(t, 1, 1)...)
		urls[i] = servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
			if c.Name == "listCollections" && i == 0 {
				<-asked
			} else if c.Name == "listCollections" {
				once.Do(func() { close(asked) })
			}
			return a
		})
	}
	if u := openedUnion(t, urls...); len(u.Hosts) != 2 {
		t.Errorf("got the hosts %v", u.Hosts)
	}
}
