package store

import (
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/test/servers"
)

// The URL of the 2014 article has a space after the comma between its servers.
func TestSpacesBetweenServers(t *testing.T) {
	for given, want := range map[string]string{
		"mongodb://db1.example.com, db2.example.com/reports":  "mongodb://db1.example.com,db2.example.com/reports",
		"mongodb://u:p@a:1 ,\tb:2?w=1":                        "mongodb://u:p@a:1,b:2?w=1",
		"mongodb://u:p, q@a/reports?readPreferenceTags=a:1,b": "mongodb://u:p, q@a/reports?readPreferenceTags=a:1,b",
		"mongodb://a": "mongodb://a",
	} {
		if got := withoutSpaces(given); got != want {
			t.Errorf("%s: got %s, want %s", given, got, want)
		}
	}
	if err := Check("mongodb://db1.example.com, db2.example.com/reports?replicaSet=rs1"); err != nil {
		t.Error(err)
	}
}

// A password that cannot be unescaped may be quoted by the driver as it is.
func TestSecretsThatCannotBeUnescaped(t *testing.T) {
	var m mongoURL
	m.secret("s3cr%zzt")
	if got := m.redact(`invalid URL escape in "s3cr%zzt"`); strings.Contains(got, "s3cr") {
		t.Errorf("got %q", got)
	}
}

// A server's text of 100 KB becomes one short line.
func TestLongTextOfServer(t *testing.T) {
	s := opened(t, servers.Proxy(t, ferretDatabase(t), func(c servers.Command) (a servers.Action) {
		if c.Name == "listCollections" {
			a.Answer = bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(8)}, {Key: "errmsg", Value: strings.Repeat("very\n", 20_000)}}
		}
		return a
	}), Options{ReadOnly: true})
	_, err := s.Hosts(t.Context())
	if err == nil || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %.200q", fmt.Sprint(err))
	}
}
