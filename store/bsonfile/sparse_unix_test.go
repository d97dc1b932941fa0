//go:build unix

package bsonfile

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// A hole of 500 GB takes no space, but reading it takes minutes.
const hole = 500 << 30

func sparse(t *testing.T, f File, docs ...[]byte) {
	t.Helper()
	write(t, f, sealed(docs...))
	if err := os.Truncate(f.path(), hole); err != nil {
		t.Fatal(err)
	}
}

func TestHoleIsNotRead(t *testing.T) {
	f := newFile(t, 100)
	for name, docs := range map[string][][]byte{"zeros": nil, "documents, then zeros": documents(t, 1, 3, 20)} {
		sparse(t, f, docs...)
		file, err := os.Open(f.path())
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		s := newScanner(t.Context(), &counter{file, 2 * maxGap}, hole, nil)
		found := 0
		for range s.documents {
			found++
		}
		if found != len(docs) || s.err != nil && !errors.Is(s.err, errNoDocument) {
			t.Errorf("%s: %d documents found, and %v", name, found, s.err)
		}
	}
}

func TestSparseQueueIsPutAside(t *testing.T) {
	f, warned := newQueue(t, 100)
	sparse(t, f)
	mustAppend(t, f, document(t, 1, 20))
	f.wantQueue(t, 1)
	wantFiles(t, f, f.Name, f.Name+".damaged")
	if len(*warned) != 1 || !strings.Contains((*warned)[0], "cannot be used") {
		t.Errorf("warned %q", *warned)
	}
}

func TestSparseQueueKeepsItsDocuments(t *testing.T) {
	f, _ := newQueue(t, 100)
	sparse(t, f, documents(t, 1, 3, 20)...)
	mustAppend(t, f, document(t, 4, 20))
	f.wantQueue(t, 1, 2, 3, 4)
	if info, err := os.Stat(f.path()); err != nil || info.Size() > 1000 {
		t.Errorf("the queue is %v, %v", info.Size(), err)
	}
}

// What is appended behind a hole would never be read.
func TestSparseFileKeepsItsDocuments(t *testing.T) {
	f := newFile(t, 100)
	warned := f.warnings()
	sparse(t, f, documents(t, 1, 3, 20)...)
	f.want(t, 10, 1, 1, 2, 3)
	mustAppend(t, f, document(t, 4, 20))
	f.want(t, 10, 0, 1, 2, 3, 4)
	wantFiles(t, f, f.Name, f.Name+".damaged")
	if len(*warned) != 1 || !strings.Contains((*warned)[0], "was damaged: 3 documents in it are intact and stay") {
		t.Errorf("warned %q", *warned)
	}
}
