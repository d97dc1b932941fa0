package store

import (
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/test/servers"
)

// ferretDatabase returns the URL of a database that is not there yet, on FerretDB.
func ferretDatabase(t testing.TB) string { return servers.Database(t, servers.FerretDB(t)) }

// namedDatabase returns the URL of a database that is not there yet, on the server that the environment names.
func namedDatabase(t testing.TB) string { return servers.Database(t, os.Getenv(servers.URLVariable)) }

// foreignCollections makes collections that are no hosts'.
func foreignCollections(t *testing.T, storeURL string) {
	for _, name := range []string{"localhost", "host:week", "history:hours", "history:days", "two words", "näme"} {
		if _, err := servers.Raw(t, storeURL).Collection(name).InsertOne(t.Context(), bson.D{{Key: "a", Value: 1}}); err != nil {
			t.Fatal(err)
		}
	}
}
