package faults

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// server is a FerretDB in a process of its own, which can be stopped and killed.
type server struct {
	url, address, dir string
	command           *exec.Cmd
	input             io.Closer // the server runs until it is closed
}

// startServer starts a server with its data in dir. It is killed when the test ends.
func startServer(t *testing.T, dir string) *server {
	t.Helper()
	s := &server{dir: dir, address: "127.0.0.1:0"}
	s.start(t)
	t.Cleanup(func() { s.kill(t) })
	return s
}

// start starts the server, or starts it again at the same address.
func (s *server) start(t *testing.T) {
	t.Helper()
	s.command = exec.Command(suite.ferretdb, "-until-eof", "-listen", s.address, "-dir", s.dir)
	var err error
	if s.input, err = s.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("start FerretDB at %s: %v", s.address, err)
	}
	s.url = strings.TrimSpace(line)
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	s.address = u.Host
	s.await(t)
}

// await returns when the server answers.
func (s *server) await(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(s.url))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(ctx)
	if err := client.Ping(ctx, nil); err != nil {
		t.Fatal(err)
	}
}

func (s *server) signal(t *testing.T, what syscall.Signal) {
	t.Helper()
	if err := s.command.Process.Signal(what); err != nil {
		t.Errorf("signal FerretDB: %v", err)
	}
}

// kill kills the server with SIGKILL, and waits until it has ended.
func (s *server) kill(t *testing.T) {
	t.Helper()
	s.signal(t, syscall.SIGKILL)
	_ = s.command.Wait() // the error says that it was killed
	s.input.Close()
}

// listen returns a listener on a free port.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
