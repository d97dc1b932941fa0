package store

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// sshURL is ssh://[user@]host[:port]/path, with ?config=/path for another configuration of ssh. No part of it can be taken
// for an option, by ssh or by psmonitor put, or means anything to a shell.
type sshURL struct {
	user, host, port string
	path             string // of the store, on the host
	config           string // "": ssh finds its configuration by itself
	shown            string // for messages
}

// parseSSHURL reads a URL. Its errors quote no part of it: in a wrong URL, half of a password may be anywhere.
func parseSSHURL(storeURL string) (sshURL, error) {
	u := sshURL{shown: Redact(storeURL)}
	parsed, err := url.Parse(storeURL)
	if err != nil {
		return u, errors.New("not a URL: write ssh://USER@HOST:PORT/path, and % as %25, a space as %20")
	}
	if _, given := parsed.User.Password(); given {
		return u, errors.New("ssh accepts no password in a URL: create a key (ssh-keygen -t ed25519), and add the public key to ~/.ssh/authorized_keys there")
	}
	u.user, u.host, u.port, u.path = parsed.User.Username(), parsed.Hostname(), parsed.Port(), parsed.Path
	port, err := strconv.ParseUint(u.port, 10, 16)
	switch {
	case parsed.User != nil && !isSSHName(u.user):
		return u, errors.New("the user's name may contain only letters, digits and . _ -, and must not begin with a dash")
	case u.host == "":
		return u, errors.New("name the other machine: ssh://HOST/var/lib/psmonitor/store")
	case !isSSHName(u.host) && !isAddress(u.host):
		return u, errors.New("the host's name may contain only letters, digits and . _ -, and must not begin with a dash (an IPv6 address stands in brackets)")
	case u.port != "" && (err != nil || port == 0):
		return u, errors.New("a port is a number from 1 to 65535")
	case path.Clean(u.path) == "/" || u.path == "" || strings.ContainsRune(u.path, 0):
		return u, errors.New("name the store's folder on the other machine: ssh://HOST/var/lib/psmonitor/store")
	case parsed.Fragment != "":
		return u, errors.New("write # as %23")
	}
	u.config, err = sshConfig(parsed.RawQuery)
	return u, err
}

// sshConfig returns the configuration file that the query names.
func sshConfig(query string) (string, error) {
	if query == "" {
		return "", nil
	}
	const want = "the one option of an ssh URL is ?config=/path, a configuration file for ssh (man ssh_config)"
	name, value, _ := strings.Cut(query, "=")
	file, err := url.PathUnescape(value)
	if err != nil || name != "config" || !path.IsAbs(file) || strings.ContainsAny(value, "&;") || strings.ContainsRune(file, 0) {
		return "", errors.New(want)
	}
	return file, nil
}

// isSSHName reports whether s can be a user's or a host's name.
func isSSHName(s string) bool {
	return s != "" && s[0] != '-' && isPlain(s, "._-")
}

// isAddress reports whether s is an IPv6 address, perhaps with a zone.
func isAddress(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && (a.Zone() == "" || isSSHName(a.Zone()))
}

// isPlain reports whether s consists of ASCII letters, digits and the other characters.
func isPlain(s, others string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	}) < 0
}

// connectWait is the longest wait for a connection. It is shorter when the context ends before.
const connectWait = 10 * time.Second

// arguments returns the command line of ssh: it must not ask or forward anything, nor take for an option what follows "--".
func (u sshURL) arguments(ctx context.Context, limit int) []string {
	wait := connectWait
	if until, ok := ctx.Deadline(); ok {
		wait = max(min(wait, time.Until(until)), time.Second)
	}
	args := []string{"-T", "-a", "-x", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes",
		"-o", fmt.Sprintf("ConnectTimeout=%d", int(wait.Seconds()))}
	args = append(args, u.destination()...)
	return append(args, "--", u.host, fmt.Sprintf("psmonitor put -store %s -max %d", u.fileURL(), limit))
}

// destination returns the arguments for configuration, port and user.
func (u sshURL) destination() (args []string) {
	if u.config != "" {
		args = append(args, "-F", u.config)
	}
	if u.port != "" {
		args = append(args, "-p", u.port)
	}
	if u.user != "" {
		args = append(args, "-l", u.user)
	}
	return args
}

// fileURL returns the store's URL on the other machine. Characters that mean something to a shell are written as %XX, because
// ssh runs the command by the user's shell.
func (u sshURL) fileURL() string {
	var b strings.Builder
	for _, c := range []byte(u.path) {
		if isPlain(string(rune(c)), "/._-") {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return "file://" + b.String()
}

// manualCommand returns the command by which a person can see what ssh prints.
func (u sshURL) manualCommand() string {
	words := append([]string{"ssh"}, append(u.destination(), u.host)...)
	for i, word := range words {
		if !isPlain(word, "/._-:%") {
			words[i] = strconv.Quote(word)
		}
	}
	return strings.Join(words, " ")
}

// sendOnly returns the error for reading or dropping through ssh.
func (u sshURL) sendOnly() error {
	return fmt.Errorf("ssh stores can only be written: run this command on %s, with -store %s", u.host, u.fileURL())
}
