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

// sshURL is ssh://[user@]host[:port]/path, with ?config=/path where ssh has a configuration of its own. No part of it
// can be taken for an option, here or there, nor mean anything to a shell.
type sshURL struct {
	user, host, port string
	path             string // of the store, on the host
	config           string // "": ssh finds its configuration by itself
	shown            string // for messages
}

// parseSSHURL reads a URL. As half of a password may be anywhere in a wrong one, errors quote no part of it.
func parseSSHURL(storeURL string) (sshURL, error) {
	u := sshURL{shown: Redact(storeURL)}
	parsed, err := url.Parse(storeURL)
	if err != nil {
		return u, errors.New("not a URL: write ssh://USER@HOST:PORT/path, and % as %25, a blank as %20")
	}
	if _, given := parsed.User.Password(); given {
		return u, errors.New("ssh takes no password from a URL: make a key (ssh-keygen -t ed25519), and put its public half into ~/.ssh/authorized_keys there")
	}
	u.user, u.host, u.port, u.path = parsed.User.Username(), parsed.Hostname(), parsed.Port(), parsed.Path
	port, err := strconv.ParseUint(u.port, 10, 16)
	switch {
	case parsed.User != nil && !isSSHName(u.user):
		return u, errors.New("the user's name may have letters, digits and . _ - only, and begin with no dash")
	case !isSSHName(u.host) && !isAddress(u.host):
		return u, errors.New("the host's name may have letters, digits and . _ - only, and begin with no dash (an IPv6 address stands in brackets)")
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

// sshConfig reads what follows the question mark.
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

// isSSHName reports whether s is plain enough for a user's or a host's name.
func isSSHName(s string) bool {
	return s != "" && s[0] != '-' && isPlain(s, "._-")
}

// isAddress reports whether s is an IPv6 address, perhaps with a zone.
func isAddress(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && (a.Zone() == "" || isSSHName(a.Zone()))
}

// isPlain reports whether s has letters and digits of ASCII only, and the others named.
func isPlain(s, others string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	}) < 0
}

// connectWait is the longest wait for a connection, which is given up earlier when the context ends.
const connectWait = 10 * time.Second

// arguments returns the command line of ssh. It asks nothing, forwards nothing, and takes nothing for an option that
// follows "--".
func (u sshURL) arguments(ctx context.Context, limit int) []string {
	wait := connectWait
	if until, ok := ctx.Deadline(); ok {
		wait = max(min(wait, time.Until(until)), time.Second)
	}
	args := []string{"-T", "-a", "-x", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes",
		"-o", fmt.Sprintf("ConnectTimeout=%d", int(wait.Seconds()))}
	args = append(args, u.place()...)
	return append(args, "--", u.host, fmt.Sprintf("psmonitor put -store %s -max %d", u.fileURL(), limit))
}

// place returns the arguments that say where to and as whom, but for the host.
func (u sshURL) place() (args []string) {
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

// fileURL returns the store's URL there. Whatever a shell might take for its own is written as %XX, as ssh hands the
// command to the user's shell, whichever that is.
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

// byHand is the command that somebody may type to see what ssh says.
func (u sshURL) byHand() string {
	words := append([]string{"ssh"}, append(u.place(), u.host)...)
	for i, word := range words {
		if !isPlain(word, "/._-:%") {
			words[i] = strconv.Quote(word)
		}
	}
	return strings.Join(words, " ")
}

// readThere is what to do instead of reading, or dropping, through ssh.
func (u sshURL) readThere() error {
	return fmt.Errorf("through ssh samples are only sent: run this command on %s, with -store %s", u.host, u.fileURL())
}
