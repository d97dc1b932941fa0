package bsonfile

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
)

// newFile returns a file that is missing yet, in a folder of its own. A warning fails the test.
func newFile(t testing.TB, max int) File {
	t.Helper()
	f, err := folder.Open(t.TempDir(), folder.Options{Mode: 0o640, Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return File{Folder: f, Name: "a.bson", Max: max, Warn: func(message string) { t.Errorf("warned: %s", message) }}
}

// warnings has the file's warnings kept instead.
func (f *File) warnings() *[]string {
	var list []string
	f.Warn = func(message string) { list = append(list, message) }
	return &list
}

// document returns a document with that _id, and a text to make it larger.
func document(t testing.TB, id, size int) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: int32(id)}, {Key: "cpu", Value: bson.D{{Key: "user", Value: 1.5}}}, {Key: "text", Value: strings.Repeat("x", size)}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func documents(t testing.TB, first, last, size int) (docs [][]byte) {
	t.Helper()
	for id := first; id <= last; id++ {
		docs = append(docs, document(t, id, size))
	}
	return docs
}

// sealed returns the contents of a file with these documents.
func sealed(docs ...[]byte) (b []byte) {
	for _, doc := range docs {
		b = Seal(b, doc)
	}
	return b
}

func mustAppend(t testing.TB, f File, docs ...[]byte) (dropped int) {
	t.Helper()
	dropped, err := f.Append(t.Context(), docs...)
	if err != nil {
		t.Fatal(err)
	}
	return dropped
}

func write(t testing.TB, f File, content []byte) {
	t.Helper()
	if err := os.WriteFile(f.path(), content, 0o640); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, f File) []byte {
	t.Helper()
	content, err := os.ReadFile(f.path())
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// newest returns the _ids of the newest documents, each of which must be what document has made.
func (f File) newest(t testing.TB, n int) (ids []int, damaged int) {
	t.Helper()
	ids = []int{}
	damaged, err := new(Reader).Newest(t.Context(), f, n, MaxDocument, func(doc []byte) error {
		if err := Check(doc); err != nil {
			return err
		}
		id, ok := bson.Raw(doc).Lookup("_id").Int32OK()
		text, isText := bson.Raw(doc).Lookup("text").StringValueOK()
		if !ok || !isText || strings.Trim(text, "x") != "" {
			return fmt.Errorf("read %v", bson.Raw(doc))
		}
		ids = append(ids, int(id))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, damaged
}

// want checks the newest documents, and how much damage is among them.
func (f File) want(t testing.TB, n, damaged int, want ...int) {
	t.Helper()
	ids, got := f.newest(t, n)
	if diff := cmp.Diff(append([]int{}, want...), ids); diff != "" {
		t.Errorf("newest %d documents (-want +got):\n%s", n, diff)
	}
	if got != damaged {
		t.Errorf("%d stretches of damage, want %d", got, damaged)
	}
}

// upTo returns the numbers from first up to and including last.
func upTo(first, last int) (list []int) {
	for n := first; n <= last; n++ {
		list = append(list, n)
	}
	return list
}

func wantFiles(t testing.TB, f File, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(f.Folder.Path("."))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
