// Package servers starts the real servers that tests run against. It is for tests only.
package servers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// URLVariable is the environment variable with the URL of an additional MongoDB server for the tests.
const URLVariable = "PSMONITOR_TEST_MONGODB"

// process is a server that runs as long as its standard input is open.
type process struct {
	url   string
	input io.Closer // the reference keeps the pipe open: the garbage collector closes unused ones
}

// ferretDB starts the server of the nested module once. It stops when this process ends, even if it is killed.
var ferretDB = sync.OnceValues(func() (s process, err error) {
	_, here, _, _ := runtime.Caller(0)
	command := exec.Command("go", "run", ".", "-until-eof")
	command.Dir = filepath.Join(filepath.Dir(here), "..", "ferretdb")
	command.Env = append(os.Environ(), "CGO_ENABLED=0") // so that tests with and without -race share the build
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

// FerretDB returns the URL of a FerretDB that all tests of this process share.
func FerretDB(t testing.TB) string {
	t.Helper()
	server, err := ferretDB()
	if err != nil {
		t.Fatal(err)
	}
	return server.url
}

// Database returns the server's URL with a new database, which is dropped when the test ends.
func Database(t testing.TB, server string) string {
	t.Helper()
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
		if err := Raw(t, u.String()).Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return u.String()
}

// Raw returns the driver's database for a URL.
func Raw(t testing.TB, databaseURL string) *mongo.Database {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(databaseURL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	return client.Database(strings.TrimPrefix(u.Path, "/"))
}
