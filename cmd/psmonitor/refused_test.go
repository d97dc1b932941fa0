package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/spool"
	"psmonitor/state"
	"psmonitor/test/servers"
)

// TestARefusedDocumentIsInNobodysWay has documents in the spool that put on the other side refuses: they are kept in a
// file, that is said, and those behind them are stored.
func TestARefusedDocumentIsInNobodysWay(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	path := filepath.Join(m.dir, "state")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	folder, err := state.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	large, good := document(t, bson.E{Key: "x", Value: make([]byte, 100<<10)}), document(t)
	nested := document(t, bson.E{Key: "x", Value: bson.D{{Key: "y", Value: 1}}})
	noDate, err := bson.Marshal(bson.D{{Key: "_id", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range [][]byte{large, good, noDate, nested} {
		if _, err := (spool.Spool{Folder: folder, Name: "example01.spool", Max: 576}).Append(doc); err != nil {
			t.Fatal(err)
		}
	}
	near := filepath.Join(m.dir, "near")
	far := servers.SSHD(t, servers.Program(t), "").URL(near)
	code, said := m.sample(t.Context(), "-store", far)
	want(t, "the first", code, said, "documents refused: 2 of 5; the others are stored (the store will not take these samples, which are kept in "+
		filepath.Join(path, "example01.refused"), exitFailed)
	if n := kept(t, near, "example01"); n != 3 || m.spooled(t) != 0 {
		t.Errorf("%d documents are stored, and %d wait in the spool; want 3 and none", n, m.spooled(t))
	}
	got, err := os.ReadFile(filepath.Join(path, "example01.refused"))
	if err != nil || !bytes.Equal(got, append(bytes.Clone(large), noDate...)) {
		t.Errorf("%d bytes are kept, %v; want both documents", len(got), err)
	}
	code, said = m.sample(t.Context(), "-store", far)
	want(t, "the second", code, said, "works again", exitDone)
}
