package servers

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// strict builds the program ferretdb, which supports users; the library in the nested module does not. The module's
// archive lacks the files with the version, without which the program exits, so it builds a copy of the source. The
// program stays in bin/test, so that it is built once.
var strict = sync.OnceValues(func() (program string, err error) {
	_, here, _, _ := runtime.Caller(0)
	test := filepath.Join(filepath.Dir(here), "..")
	out, err := command(filepath.Join(test, "ferretdb"), "go", "list", "-m", "-f", "{{.Dir}} {{.Version}}", "github.com/FerretDB/FerretDB")
	if err != nil {
		return "", err
	}
	source, version, _ := strings.Cut(strings.TrimSpace(out), " ")
	program = filepath.Join(test, "..", "bin", "test", "ferretdb-"+version)
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	folder, err := os.MkdirTemp("", "ferretdb-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	if err := os.CopyFS(folder, os.DirFS(source)); err != nil {
		return "", err
	}
	for _, name := range []string{"version", "commit", "branch", "package"} {
		if err := os.WriteFile(filepath.Join(folder, "build", "version", name+".txt"), []byte(version+"\n"), 0o600); err != nil {
			return "", err
		}
	}
	_, err = command(folder, "go", "build", "-o", program, "./cmd/ferretdb")
	return program, err
})

// command runs a command in a folder and returns what it prints.
func command(folder, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = folder
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, errs.String())
	}
	return string(out), nil
}

// WithUsers starts a FerretDB for the test, with one user in the database reports. It returns the path of its socket,
// escaped as the host of a URL.
func WithUsers(t testing.TB, user, password string) string {
	t.Helper()
	program, err := strict()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "") // a short path, because the length of a socket's path is limited
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	socket := filepath.Join(folder, "s.sock")
	server := exec.Command(program, "--listen-addr=127.0.0.1:0", "--listen-unix="+socket, "--handler=sqlite", "--sqlite-url=file:"+folder+"/",
		"--test-enable-new-auth", "--setup-database=reports", "--setup-username="+user, "--setup-password="+password,
		"--state-dir=-", "--debug-addr=-", "--telemetry=disable", "--log-level=error")
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	host := url.QueryEscape(socket)
	awaitServer(t, fmt.Sprintf("mongodb://%s:%s@%s/reports", user, password, host))
	return host
}

// awaitServer returns when the server answers.
func awaitServer(t testing.TB, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(address).SetServerSelectionTimeout(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(ctx)
	if err := client.Ping(ctx, nil); err != nil {
		t.Fatal(err)
	}
}
