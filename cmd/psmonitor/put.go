package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/store/bsonfile"
	"psmonitor/store/receive"
)

const putHelp = `usage: psmonitor put [flags]

Reads samples of another machine from standard input and appends them to a store. ssh runs it on the machine with the
store when another machine samples into ssh://THIS-MACHINE/path. It prints the _id of each stored sample. Malformed
documents are refused, and the others stored; then the exit code is 1. In a damaged file, everything after a document
with a wrong length is refused. Afterwards it makes the hours and days that the samples complete; a failure of that is a warning.

It also takes history documents, so that history can be moved from one store to another: hours/NAME.bson and days/NAME.bson
of a file store, or mongodump's history%3Ahours.bson and history%3Adays.bson, which have all machines (then leave out -host).

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://…
  -allow GLOB    names of machines whose samples are accepted (default: all); can be repeated
  -host NAME     the machine, if the input does not name it. If the input names it, both must be equal. Not needed for history
  -max-size N    largest size of a document in KiB (default 256, the largest that pages show; a sample has a few, or some
                 dozens on a machine with hundreds of disks or interfaces)
  -max N         number of documents that a machine's collection keeps (default: from the configuration)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists), for every, keep and the store
  -timeout D     in total (default 60s)
  -v             print what is done

What a stolen key can do: the collection of one name has at most -max documents of -max-size KiB and an eighth more, by
default 162 MiB, and its history at most 728 MiB, in documents of at most 256 KiB. A file takes twice as much while it is
rewritten. A glob matches any number of names, each with a collection: -allow "web-*" lets one key fill the disk. So allow one
name per key, or limit the store with a quota or a file system of its own.

PSMONITOR_STORE and similar variables are ignored, because sshd may let the other machine set variables.

A line of ~/.ssh/authorized_keys on the machine with the store, for the key of web-01. The key can do nothing else,
because the command that web-01 asks for is ignored:

  restrict,command="psmonitor put -store file:///var/lib/psmonitor/store -allow web-01" ssh-ed25519 AAAA… web-01

Examples:
  psmonitor sample -store ssh://psmonitor@stats.example.org/var/lib/psmonitor/store     (on web-01)
  psmonitor put -store file:///var/lib/psmonitor/store -host web-01 < dump/reports/web-01.bson
  psmonitor put -store file:///var/lib/psmonitor/store -timeout 1h < dump/reports/history%3Ahours.bson
`

func putCommand(ctx context.Context, a app) error {
	a.getenv = withoutPsmonitorVariables(a.getenv)
	f := newFlags("put", putHelp, time.Minute)
	var r receive.Receiver
	f.storeVar()
	f.StringVar(&r.Host, "host", "", "")
	f.IntVar(&r.Max, "max", 0, "")
	f.IntVar(&r.MaxSize, "max-size", metric.MaxDocument>>10, "") // KiB
	f.Func("allow", "", func(glob string) error {
		r.Allow = append(r.Allow, glob)
		return config.CheckGlobs("-allow", []string{glob})
	})
	if err := f.parse(a); err != nil {
		return err
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	if r.Max < 0 || r.Max > config.MaxKept {
		return usageError{fmt.Errorf("-max %d: want a number from 1 to %d", r.Max, config.MaxKept)}
	}
	if r.MaxSize < 1 || r.MaxSize > bsonfile.MaxDocument>>10 {
		return usageError{fmt.Errorf("-max-size %d: want KiB, from 1 to %d", r.MaxSize, bsonfile.MaxDocument>>10)}
	}
	r.Store, r.Log, r.History, r.Now = c.Store(), f.logger(a), historyMaker(c), a.clock()
	r.Max = cmp.Or(r.Max, c.MaxDocuments())
	r.MaxSize <<= 10
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	if err = r.Receive(ctx, a.stdin, a.stdout); errors.Is(err, receive.ErrNoHost) {
		return usageError{err}
	}
	return err
}

// withoutPsmonitorVariables returns the environment without PSMONITOR_ variables.
func withoutPsmonitorVariables(getenv func(string) string) func(string) string {
	return func(name string) string {
		if strings.HasPrefix(name, "PSMONITOR_") {
			return ""
		}
		return getenv(name)
	}
}
