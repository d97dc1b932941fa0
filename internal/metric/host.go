package metric

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// MaxHostName is the longest host name, in bytes.
const MaxHostName = 120

// CheckHost reports why name cannot be the name of a host, and so of its collection; nil if it can. Its characters are those
// that file systems, addresses and MongoDB all allow. MongoDB refuses a part named system that a dot follows.
func CheckHost(name string) error {
	switch {
	case name == "":
		return errors.New("the host's name is empty: name it with -host")
	case len(name) > MaxHostName:
		return fmt.Errorf("host name %.40q… has %d characters, at most %d are allowed: shorten it with -host", name, len(name), MaxHostName)
	case name == "localhost":
		return errAnyMachine(name)
	case name[0] == '.':
		return fmt.Errorf("host name %q begins with a dot: choose another with -host", name)
	case strings.Contains("."+name, ".system."):
		return fmt.Errorf("host name %q is reserved by MongoDB: choose another with -host", name)
	}
	if i := strings.IndexFunc(name, func(r rune) bool { return !hostRune(r) }); i >= 0 {
		return fmt.Errorf("host name %q has a character other than A-Z a-z 0-9 . _ -: choose another with -host", name)
	}
	return nil
}

// CheckNewHost is CheckHost for a machine that stores samples. It also refuses the names that each machine has for itself, with
// or without a domain behind, whatever their case: localhost.localdomain is the host name where nobody has chosen one. A
// collection that has such a name already is still shown.
func CheckNewHost(name string) error {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	if slices.Contains(ownNames, stem) {
		return errAnyMachine(name)
	}
	return CheckHost(name)
}

// ownNames are the names of the loopback addresses, up to the first dot, in /etc/hosts of Debian, Fedora, SUSE and BSD.
var ownNames = []string{"localhost", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback", "ipv6-localhost", "ipv6-loopback", "loopback"}

func errAnyMachine(name string) error {
	return fmt.Errorf("host name %q does not identify a machine: name this one with -host", name)
}

func hostRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-'
}

// reserved are the names that Windows reserves for devices, also with a dot and more text behind.
// Source: Microsoft, "Naming Files, Paths, and Namespaces".
var reserved = []string{"con", "prn", "aux", "nul",
	"com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

// FileName returns the name of a host on disk and in addresses: the host's name, with two exceptions. To names with capitals it
// adds "~" and the places of the capitals as a hexadecimal number (the first letter is the lowest bit), so that hosts
// which differ only in case differ on file systems that ignore case. To names that Windows reserves, or that end with a
// dot, which it drops, it adds "~" and 0. No two hosts have the same one; no host's name has a "~".
func FileName(host string) string {
	capitals := new(big.Int)
	for i := range len(host) {
		if c := host[i]; c >= 'A' && c <= 'Z' {
			capitals.SetBit(capitals, i, 1)
		}
	}
	stem, _, _ := strings.Cut(strings.ToLower(host), ".")
	switch {
	case slices.Contains(reserved, stem):
		// The mark ends the reserved part: con.example is reserved as con is.
		return host[:len(stem)] + "~" + capitals.Text(16) + host[len(stem):]
	case capitals.Sign() != 0 || strings.HasSuffix(host, "."):
		return host + "~" + capitals.Text(16)
	}
	return host
}

// HostOfFile returns the host whose FileName is name; ok is false for a name that FileName does not make.
func HostOfFile(name string) (host string, ok bool) {
	host = name
	if before, mark, found := strings.Cut(name, "~"); found {
		_, rest, dotted := strings.Cut(mark, ".")
		if dotted {
			rest = "." + rest
		}
		host = before + rest
	}
	return host, CheckHost(host) == nil && FileName(host) == name
}
