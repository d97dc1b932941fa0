package servers

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// SSH is an sshd on loopback. The user who runs the test can log in with a key made for it.
type SSH struct {
	Config string // path for ssh -F, with the client's key and known_hosts
	port   string
	user   string
	dir    string

	listener net.Listener
}

// SSHD starts the server. bin becomes the first folder in PATH of its sessions. If command is not "", the client's key is
// restricted to it, as in authorized_keys.
//
// An sshd process runs for each connection, as with inetd, so that the test does not choose a port or wait for it.
func SSHD(t testing.TB, bin, command string) SSH {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	s := SSH{port: port, user: me.Username, dir: t.TempDir(), listener: listener}
	s.Config = s.path("client_config")
	s.write(t, bin, command)
	stop := serve(t, listener, s.path("sshd_config"))
	t.Cleanup(func() {
		listener.Close()
		stop()
	})
	return s
}

// URL returns the ssh:// URL of a folder, with the client's configuration.
func (s SSH) URL(folder string) string {
	return fmt.Sprintf("ssh://%s@127.0.0.1:%s%s?config=%s", s.user, s.port, folder, s.Config)
}

// Forget removes the server's host key from known_hosts.
func (s SSH) Forget(t testing.TB) { s.file(t, "known_hosts", "") }

// Another replaces the server's host key in known_hosts by another one.
func (s SSH) Another(t testing.TB) {
	t.Helper()
	s.file(t, "known_hosts", "[127.0.0.1]:"+s.port+" "+s.key(t, "other_key"))
}

// Close stops accepting connections.
func (s SSH) Close() { s.listener.Close() }

// Lock removes the client's key from authorized_keys.
func (s SSH) Lock(t testing.TB) { s.file(t, "authorized_keys", "") }

// Add adds a line to the client's configuration.
func (s SSH) Add(t testing.TB, line string) {
	t.Helper()
	had, err := os.ReadFile(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	s.file(t, "client_config", line+"\n"+string(had))
}

func (s SSH) path(name string) string { return filepath.Join(s.dir, name) }

func (s SSH) file(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// write creates keys and configurations.
func (s SSH) write(t testing.TB, bin, command string) {
	t.Helper()
	host, client := s.key(t, "host_key"), s.key(t, "client_key")
	if command != "" {
		client = `restrict,command="` + strings.ReplaceAll(command, `"`, `\"`) + `" ` + client
	}
	s.file(t, "authorized_keys", client)
	s.file(t, "known_hosts", "[127.0.0.1]:"+s.port+" "+host)
	s.file(t, "banner", "This is a\x1b[31m banner.\n")
	s.file(t, "sshd_config", strings.NewReplacer("DIR", s.dir, "BIN", bin, "REST", os.Getenv("PATH")).Replace(`HostKey DIR/host_key
AuthorizedKeysFile DIR/authorized_keys
Banner DIR/banner
SetEnv PATH=BIN:REST PSMONITOR_STORE=file:///nonexistent/environment
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PidFile none
`))
	s.file(t, "client_config", strings.ReplaceAll(`IdentityFile DIR/client_key
IdentitiesOnly yes
UserKnownHostsFile DIR/known_hosts
GlobalKnownHostsFile /dev/null
`, "DIR", s.dir))
}

// key creates a key pair and returns the public key.
func (s SSH) key(t testing.TB, name string) string {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", s.path(name)).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
	public, err := os.ReadFile(s.path(name + ".pub"))
	if err != nil {
		t.Fatal(err)
	}
	return string(public)
}

// serve runs an sshd for each connection. stop kills those that still run.
func serve(t testing.TB, listener net.Listener, config string) (stop func()) {
	t.Helper()
	path, err := exec.LookPath("/usr/sbin/sshd")
	if err != nil {
		t.Fatalf("%v; it needs Debian's openssh-server", err)
	}
	if out, err := exec.Command(path, "-t", "-f", config).CombinedOutput(); err != nil {
		t.Fatalf("sshd: %v\n%s", err, bytes.TrimSpace(out))
	}
	ended := make(chan struct{})
	var sessions sync.WaitGroup
	sessions.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return // closed by stop
			}
			sessions.Go(func() { session(t, c.(*net.TCPConn), path, config, ended) })
		}
	})
	return func() {
		close(ended)
		sessions.Wait()
	}
}

// session runs an sshd on a connection.
func session(t testing.TB, c *net.TCPConn, path, config string, ended <-chan struct{}) {
	socket, err := c.File()
	c.Close()
	if err != nil {
		t.Error(err)
		return
	}
	sshd := exec.Command(path, "-i", "-e", "-f", config)
	sshd.Stdin, sshd.Stdout = socket, socket
	err = sshd.Start()
	socket.Close()
	if err != nil {
		t.Error(err)
		return
	}
	done := make(chan struct{})
	go func() {
		_ = sshd.Wait() // the client checks how it ended
		close(done)
	}()
	select {
	case <-done:
	case <-ended:
		_ = sshd.Process.Kill()
		<-done
	}
}
