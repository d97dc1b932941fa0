package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store/bsonfile"
	"psmonitor/test/servers"
)

// TestRefusedDocumentsAreKeptInFile has documents in the spool that put on the other side refuses: they are kept in a file,
// that is reported, and those behind them are stored.
func TestRefusedDocumentsAreKeptInFile(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	large, good := document(t, bson.E{Key: "x", Value: make([]byte, 300<<10)}), document(t)
	nested := document(t, bson.E{Key: "x", Value: bson.D{{Key: "y", Value: 1}}})
	noDate, err := bson.Marshal(bson.D{{Key: "_id", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.spool(t).Append(t.Context(), large, good, noDate, nested); err != nil {
		t.Fatal(err)
	}
	near := filepath.Join(m.dir, "near")
	far := servers.SSHD(t, servers.Program(t), "").URL(near)
	code, output := m.sample(t.Context(), "-store", far)
	want(t, "the first", code, output, "documents refused: 2 of 5; the others are stored (the store refuses these samples; they are kept in "+
		filepath.Join(m.dir, "state", "example01.refused"), exitFailed)
	if n := kept(t, near, "example01"); n != 3 || m.spooled(t) != 0 {
		t.Errorf("%d documents are stored, and %d wait in the spool; want 3 and none", n, m.spooled(t))
	}
	refused, err := m.openState(t).ReadFile("example01.refused", 1<<20)
	if err != nil || !bytes.Equal(refused, bsonfile.Seal(bsonfile.Seal(nil, large), noDate)) {
		t.Errorf("%d bytes are kept, %v; want both documents, sealed", len(refused), err)
	}
	code, output = m.sample(t.Context(), "-store", far)
	want(t, "the second", code, output, "works again", exitDone)
}
