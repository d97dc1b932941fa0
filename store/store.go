// Package store keeps capped collections of samples, one collection a host, and the hosts' history: in files (file.go) or in
// MongoDB (mongo.go), or sends them to where one of these is (ssh.go). A document is BSON. Only its _id is looked at, and of
// history documents what rollup.Head has.
//
// It does not know what a document means, prints nothing, and keeps no spool.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"psmonitor/internal/rollup"
)

// Store is a set of capped collections. Its methods are safe for concurrent use, and return at the context's deadline at
// the latest.
type Store interface {
	// Hosts returns the names of the collections that can be hosts', sorted.
	Hosts(ctx context.Context) ([]string, error)

	// Append stores documents at the end of the host's collection, creating it if there is none, and removes the oldest
	// beyond the maximum, now or a little later. When it returns nil every document is safe: on disk, or acknowledged.
	// A document whose _id is stored already counts as stored. A RefusedError says which documents the store will
	// never take.
	Append(ctx context.Context, host string, docs ...[]byte) error

	// Newest calls visit for the newest n documents of the host, in the order in which they were stored. The
	// document belongs to the store and is valid during the call only. If it is longer than metric.MaxDocument, visit
	// gets only that many bytes of it, which begin with the length of the whole document. An error of visit ends the
	// reading and is returned. A host without a collection has no documents. damaged is the number of places, among these documents,
	// where others are lost because the store is damaged.
	Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error)

	// Stamp returns a short text, hexadecimal digits and dots, that is the same as an earlier one, of another run too,
	// only if nothing was stored or removed in between. It is "" when the store cannot know that, as right after a
	// change, and for a host without a collection. It costs a small part of what reading does. A stamp from before a
	// call of Newest never covers documents that Newest does not return.
	Stamp(ctx context.Context, host string) (string, error)

	// PutHistory stores history documents of the host, which internal/rollup makes. A document takes the place of the one with
	// the same _id if that has another date or covers fewer samples; otherwise it is dropped, which is no error. Others
	// than history documents of this host and span are an error, and nothing is stored.
	PutHistory(ctx context.Context, span rollup.Span, host string, docs ...[]byte) error

	// History calls visit for the host's history documents, one for each _id, in any order. The document is valid during the
	// call only. An error of visit ends the reading and is returned. damaged is as with Newest. A host without history has
	// no documents. Readers ignore dates outside of the window, which is rollup.Span's.
	History(ctx context.Context, span rollup.Span, host string, visit func(doc []byte) error) (damaged int, err error)

	// HistoryHeads returns the heads of the documents that History visits, in any order, without those that rollup.ReadHead
	// does not accept. It may cost much less than History.
	HistoryHeads(ctx context.Context, span rollup.Span, host string) ([]rollup.Head, error)

	// HistoryStamp is like Stamp, for the host's hours or days. It is "" if the store cannot know, as MongoDB.
	HistoryStamp(ctx context.Context, span rollup.Span, host string) (string, error)

	// Drop removes the host's collection with all its documents, and its history. A host with neither is ErrUnknown. A
	// later Append makes a new collection.
	Drop(ctx context.Context, host string) error

	Close(ctx context.Context) error
}

// ErrUnknown is a host without a collection.
var ErrUnknown = errors.New("no such host")

// Options say how a store is used.
type Options struct {
	Max      int  // documents that a collection keeps
	ReadOnly bool // makes nothing: a missing store is an error
	Jobs     int  // at most so many calls are made at once, which limits the connections; 0: unknown
	// Warn is called with one line that the user should read though nothing failed. It may be nil.
	Warn func(message string)
}

// Open opens the store at a URL: file:///path, mongodb://…, mongodb+srv://… or, for appending alone, ssh://HOST/path.
// Errors do not show the URL's password.
func Open(ctx context.Context, storeURL string, o Options) (Store, error) {
	k, err := kindOf(storeURL)
	if err != nil {
		return nil, err
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	return k.open(ctx, storeURL, o)
}

// kind is a kind of store.
type kind struct {
	check func(storeURL string) error
	open  func(ctx context.Context, storeURL string, o Options) (Store, error)
	sends bool // it only sends documents, to where history is made of them
}

// SendsOnly reports whether the store at a URL only sends documents to another machine, which makes history of them.
func SendsOnly(storeURL string) bool {
	k, err := kindOf(storeURL)
	return err == nil && k.sends
}

// kindOf returns the kind of store that has the URL's scheme.
func kindOf(storeURL string) (kind, error) {
	scheme, _, _ := strings.Cut(storeURL, "://")
	switch scheme {
	case "file":
		return kind{checkFile, openFiles, false}, nil
	case "mongodb", "mongodb+srv":
		return kind{checkMongo, openMongo, false}, nil
	case "ssh":
		return kind{checkSSH, openSSH, true}, nil
	}
	return kind{}, fmt.Errorf("store %s: want file:///path, mongodb://…, mongodb+srv://… or ssh://HOST/path", Redact(storeURL))
}
