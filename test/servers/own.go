package servers

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Server is a FerretDB that belongs to one test, which may stop it and start it again.
type Server struct {
	URL     string // mongodb://HOST:PORT/
	command *exec.Cmd
	input   io.Closer
}

// Start starts a FerretDB with its data in dir, listening on address. It is stopped when the test ends.
func Start(t testing.TB, dir, address string) *Server {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	s := &Server{command: exec.Command("go", "run", ".", "-until-eof", "-dir", dir, "-listen", address)}
	s.command.Dir = filepath.Join(filepath.Dir(here), "..", "ferretdb")
	s.command.Env = append(os.Environ(), "CGO_ENABLED=0")
	s.command.Stderr = os.Stderr
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
	t.Cleanup(func() { s.Stop(t) })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("start %s: %v", s.command.Dir, err)
	}
	s.URL = strings.TrimSpace(line)
	return s
}

// Stop stops the server, if it is running, and waits until it has ended.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.command.ProcessState != nil {
		return
	}
	s.input.Close()
	if err := s.command.Wait(); err != nil {
		t.Errorf("stop the server: %v", err)
	}
}
