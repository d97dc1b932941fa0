package faults

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// silentDNS is an environment variable. If it is set, this test binary runs its arguments on a machine whose name server
// does not answer. Its value is the path of a replacement for /etc/resolv.conf.
const silentDNS = "FAULTS_SILENT_DNS"

// TestUnansweredNames looks up a server's name without getting an answer. The run must end in time.
func TestUnansweredNames(t *testing.T) {
	dir := t.TempDir()
	resolv := filepath.Join(dir, "resolv.conf")
	write(t, resolv, []byte("nameserver 127.0.0.1\noptions timeout:30\n"))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, storeURL := range []string{"mongodb://db.example.com/faults", "mongodb+srv://db.example.com/faults"} {
		for command, args := range map[string][]string{
			"sample": {"-host", "machine", "-state", filepath.Join(dir, "state")},
			"render": {"-out", filepath.Join(dir, "site")},
		} {
			const timeout = 2 * time.Second
			args = append([]string{"-rmn", "env", silentDNS + "=" + resolv, self, suite.psmonitor, command, "-store", storeURL, "-timeout", timeout.String()}, args...)
			o := runCommand(t, never, timeout, exec.Command("unshare", args...))
			if o.code != 1 || !strings.Contains(o.output, "no answer in time") && !strings.Contains(o.output, "not known") {
				t.Errorf("%s from %s: %v; want exit code 1 and the reason", command, storeURL, o)
			}
			suite.counts.add("outages, names that nobody answers", 1)
		}
	}
}

// runWithSilentDNS runs a program while the name server does not answer, and returns its exit code. It must be called in
// mount and network namespaces of its own.
func runWithSilentDNS(resolv string, args []string) int {
	server, err := startSilentDNS(resolv)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 125
	}
	defer server.Close()
	command := exec.Command(args[0], args[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	err = command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 125
	}
	return 0
}

// startSilentDNS enables the loopback, listens there for DNS queries without answering, and replaces /etc/resolv.conf.
func startSilentDNS(resolv string) (net.PacketConn, error) {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(s)
	up := struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}{name: [16]byte{'l', 'o'}, flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(s), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&up))); e != 0 {
		return nil, fmt.Errorf("bring the loopback up: %w", e)
	}
	server, err := net.ListenPacket("udp", "127.0.0.1:53")
	if err != nil {
		return nil, err
	}
	if err := syscall.Mount(resolv, "/etc/resolv.conf", "", syscall.MS_BIND, ""); err != nil {
		return nil, errors.Join(fmt.Errorf("put %s in place of /etc/resolv.conf: %w", resolv, err), server.Close())
	}
	return server, nil
}
