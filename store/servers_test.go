package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// A server runs as long as its standard input is open.
type server struct {
	url   string
	input io.Closer // kept, as a pipe that nobody holds is closed by the garbage collector
}

// ferretDB starts the server of the nested module, once. It stops when this process ends, however it ends.
var ferretDB = sync.OnceValues(func() (s server, err error) {
	command := exec.Command("go", "run", ".", "-until-eof")
	command.Dir = "../test/ferretdb"
	command.Stderr = os.Stderr
	if s.input, err = command.StdinPipe(); err != nil {
		return s, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return s, err
	}
	if err := command.Start(); err != nil {
		return s, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return s, fmt.Errorf("start %s: %w", command.Dir, err)
	}
	s.url = strings.TrimSpace(line)
	return s, nil
})

// ferretDatabase returns the URL of a database that is not there yet, on FerretDB.
func ferretDatabase(t testing.TB) string {
	server, err := ferretDB()
	if err != nil {
		t.Fatal(err)
	}
	return database(t, server.url)
}

// namedServer is the environment variable with the URL of one more server to test on.
const namedServer = "PSMONITOR_TEST_MONGODB"

// namedDatabase returns the URL of a database that is not there yet, on the server that the environment names.
func namedDatabase(t testing.TB) string { return database(t, os.Getenv(namedServer)) }

// database returns the server's URL with a database of its own, which is dropped in the end.
func database(t testing.TB, server string) string {
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	if u.Path != "" && u.Path != "/" && !u.Query().Has("authSource") {
		q := u.Query()
		q.Set("authSource", strings.TrimPrefix(u.Path, "/"))
		u.RawQuery = q.Encode()
	}
	u.Path = "/psmonitor_test_" + primitive.NewObjectID().Hex()
	t.Cleanup(func() {
		if err := raw(t, u.String()).Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return u.String()
}

// raw returns the database at a URL as the driver knows it.
func raw(t testing.TB, storeURL string) *mongo.Database {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(storeURL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Disconnect(context.Background()) })
	u, err := parseMongoURL(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	return client.Database(u.database)
}

// foreignCollections makes collections that are no hosts'.
func foreignCollections(t *testing.T, storeURL string) {
	for _, name := range []string{"localhost", "host:week", "two words", "näme"} {
		if _, err := raw(t, storeURL).Collection(name).InsertOne(t.Context(), bson.D{{Key: "a", Value: 1}}); err != nil {
			t.Fatal(err)
		}
	}
}
