package bsonfile

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAppendedDocumentsAreSealedOnesInOrder(t *testing.T) {
	f := newFile(t, 100)
	f.want(t, 10, 0)
	mustAppend(t, f, documents(t, 1, 3, 20)...)
	mustAppend(t, f, document(t, 4, 20))
	f.want(t, 10, 0, 1, 2, 3, 4)
	f.want(t, 2, 0, 3, 4)
	f.want(t, 0, 0)
	if diff := cmp.Diff(sealed(documents(t, 1, 4, 20)...), read(t, f)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	if info, err := os.Stat(f.path()); err != nil || info.Mode() != 0o640 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	wantFiles(t, f, f.Name)
}

func TestAppendAddsNoDocumentTwice(t *testing.T) {
	f := newFile(t, 100)
	docs := documents(t, 1, 6, 20)
	mustAppend(t, f, docs[:3]...)
	mustAppend(t, f, docs[2])
	mustAppend(t, f, docs[3], docs[0], docs[4], docs[4])
	write(t, f, append(read(t, f), docs[5]...)) // without a seal
	mustAppend(t, f, docs...)
	f.want(t, 10, 0, 1, 2, 3, 4, 5, 6)
}

func TestAppendRefusesWhatIsNoDocument(t *testing.T) {
	f := newFile(t, 100)
	for name, doc := range map[string][]byte{"nothing": nil, "text": []byte("hello, world"), "no _id": {5, 0, 0, 0, 0}, "too large": document(t, 2, MaxDocument)} {
		if _, err := f.Append(t.Context(), document(t, 1, 1), doc); err == nil || !strings.Contains(err.Error(), "document 2 of 2") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	mustAppend(t, f)
	wantFiles(t, f)
}

func TestAppendAfterAnyTruncation(t *testing.T) {
	f := newFile(t, 100)
	whole := sealed(documents(t, 1, 3, 20)...)
	one := len(whole) / 3
	for cut := range whole {
		write(t, f, whole[:cut])
		mustAppend(t, f, document(t, 9, 20))
		f.want(t, 10, 0, append(upTo(1, cut/one), 9)...)
	}
	wantFiles(t, f, f.Name)
}

func TestAppendAfterDamageKeepsTheOthers(t *testing.T) {
	f := newFile(t, 100)
	content := sealed(documents(t, 1, 3, 20)...)
	content[30] ^= 1
	content[len(content)-30] ^= 1
	write(t, f, content)
	f.want(t, 10, 2, 2)
	mustAppend(t, f, document(t, 4, 20))
	f.want(t, 10, 2, 2, 4)
	f.want(t, 2, 1, 2, 4) // the first is not where these are
	f.want(t, 1, 0, 4)
}

// TestAppendDestroysNothing has ends of files that look like a document that a crash has cut off.
func TestAppendDestroysNothing(t *testing.T) {
	plain := bytes.Join(documents(t, 1, 20, 20), nil)
	plain[5*len(plain)/20+2] ^= 1 // the length of the sixth
	f := newFile(t, 100)
	write(t, f, plain)
	f.want(t, 100, 1, upTo(1, 5)...)
	mustAppend(t, f, document(t, 21, 20))
	f.want(t, 100, 1, append(upTo(1, 5), 21)...)
	if diff := cmp.Diff(append(plain, sealed(document(t, 21, 20))...), read(t, f)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	foreign := append([]byte("\x1f\x8b\x08\x00"), bytes.Repeat([]byte("\xa7\x01"), 50_000)...)
	f.warnings()
	write(t, f, foreign)
	mustAppend(t, f, document(t, 21, 20))
	f.want(t, 100, 0, 21)
	if kept, err := os.ReadFile(f.path() + ".damaged"); err != nil || !bytes.Equal(kept, foreign) {
		t.Errorf("a file of another program is not kept: %d bytes, %v", len(kept), err)
	}
}

func TestCompactionKeepsTheNewest(t *testing.T) {
	f := newFile(t, 16)
	said := f.warnings()
	content := sealed(documents(t, 1, 8, 20)...)
	content[30] ^= 1
	write(t, f, content)
	for id := 9; id <= 19; id++ {
		if dropped := mustAppend(t, f, document(t, id, 20)); dropped != 0 {
			t.Errorf("document %d: %d dropped", id, dropped)
		}
	}
	f.want(t, 100, 1, upTo(2, 19)...)
	if dropped := mustAppend(t, f, document(t, 20, 20)); dropped != 3 {
		t.Errorf("%d documents were dropped, want 3", dropped)
	}
	f.want(t, 100, 0, upTo(5, 20)...)
	if kept, err := os.ReadFile(f.path() + ".damaged"); err != nil || !bytes.HasPrefix(kept, content) {
		t.Errorf("the damaged file is not kept: %d bytes, %v", len(kept), err)
	}
	if len(*said) != 1 || !strings.Contains((*said)[0], "16 documents in it are intact and stay") {
		t.Errorf("it said %q", *said)
	}
	if dropped := mustAppend(t, f, documents(t, 30, 60, 20)...); dropped != 31 {
		t.Errorf("%d documents were dropped, want 31", dropped)
	}
	f.want(t, 100, 0, upTo(45, 60)...)
	wantFiles(t, f, f.Name, f.Name+".damaged")
}

func TestCompactionBoundsBytes(t *testing.T) {
	f := newFile(t, 100)
	f.MaxBytes = 10_000
	for id := range 50 {
		mustAppend(t, f, document(t, id, 1000))
		if size := len(read(t, f)); size > 12_000 {
			t.Fatalf("after %d documents the file has %d bytes", id+1, size)
		}
	}
	mustAppend(t, f, document(t, 60, 20_000)) // larger than all that is kept
	f.want(t, 100, 0, 60)
}

// TestFailedCompactionIsNoError has a folder in the place of the new file.
func TestFailedCompactionIsNoError(t *testing.T) {
	f := newFile(t, 8)
	said := f.warnings()
	if err := os.MkdirAll(filepath.Join(f.path()+".new", "within"), 0o750); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, f, documents(t, 1, 10, 20)...)
	f.want(t, 100, 0, upTo(1, 10)...)
	if len(*said) > 0 {
		t.Errorf("it said %q", *said)
	}
	mustAppend(t, f, document(t, 11, 20))
	if len(*said) != 1 || !strings.Contains((*said)[0], "has 11 documents, not 8, and grows") {
		t.Errorf("it said %q", *said)
	}
	if err := os.RemoveAll(f.path() + ".new"); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, f, document(t, 12, 20))
	f.want(t, 100, 0, upTo(5, 12)...)
}

// TestFailedCompactionLeavesNoCopies has a damaged file: a copy at each attempt would fill the disk.
func TestFailedCompactionLeavesNoCopies(t *testing.T) {
	f := newFile(t, 8)
	if err := os.MkdirAll(filepath.Join(f.path()+".new", "within"), 0o750); err != nil {
		t.Fatal(err)
	}
	content := sealed(documents(t, 1, 9, 20)...)
	content[30] ^= 1
	write(t, f, content)
	mustAppend(t, f, document(t, 10, 20))
	mustAppend(t, f, document(t, 11, 20))
	f.want(t, 100, 1, upTo(2, 11)...)
	wantFiles(t, f, f.Name, f.Name+".new")
}

func TestFileWithoutDocumentsIsPutAside(t *testing.T) {
	for _, mend := range []bool{false, true} {
		f := newFile(t, 8)
		f.Mend = mend
		said := f.warnings()
		write(t, f, []byte("Dear diary"))
		f.want(t, 10, 1)
		mustAppend(t, f, document(t, 1, 20))
		f.want(t, 10, 0, 1)
		wantFiles(t, f, "a.bson", "a.bson.damaged")
		if len(*said) != 1 || !strings.Contains((*said)[0], "no intact document") || !strings.Contains((*said)[0], f.path()+".damaged") {
			t.Errorf("it said %q", *said)
		}
	}
}

func TestLargeFileWithoutDocuments(t *testing.T) {
	f := newFile(t, 8)
	if err := os.WriteFile(f.path(), []byte("Dear diary"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(f.path(), 100<<30); err != nil { // without any blocks
		t.Fatal(err)
	}
	_, err := f.Append(t.Context(), document(t, 1, 20))
	_, readErr := new(Reader).Newest(t.Context(), f, 1, 100, func([]byte) error { return nil })
	for operation, err := range map[string]error{"append": err, "read": readErr} {
		if !errors.Is(err, errNoDocument) || !strings.Contains(err.Error(), f.path()) {
			t.Errorf("%s: got %v", operation, err)
		}
	}
	f.Mend = true
	said := f.warnings()
	if docs, err := f.Oldest(t.Context(), 0, 10, 100); err != nil || len(docs) > 0 {
		t.Errorf("the oldest are %x, %v", docs, err)
	}
	mustAppend(t, f, document(t, 1, 20))
	f.want(t, 10, 0, 1)
	if len(*said) != 1 {
		t.Errorf("it said %q", *said)
	}
}

func TestWritersAndAReaderAtOnce(t *testing.T) {
	const writers, each, max = 4, 60, 50
	f := newFile(t, max)
	var writing sync.WaitGroup
	for w := range writers {
		docs := documents(t, w*1000, w*1000+each-1, 200)
		writing.Go(func() {
			for _, doc := range docs {
				_, err := f.Append(t.Context(), doc)
				for err != nil && strings.Contains(err.Error(), "has been locked") { // what waits is given again, as from a spool
					_, err = f.Append(t.Context(), doc)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	written := make(chan struct{})
	go func() {
		writing.Wait()
		close(written)
	}()
	for done := false; !done; {
		select {
		case <-written:
			done = true
		default:
		}
		ids, damaged := f.newest(t, max)
		if damaged > 0 {
			t.Errorf("%d stretches of damage", damaged)
		}
		last := map[int]int{}
		for _, id := range ids {
			if before, ok := last[id/1000]; ok && id != before+1 {
				t.Errorf("writer %d: document %d after %d", id/1000, id, before)
			}
			last[id/1000] = id
		}
	}
	if ids, _ := f.newest(t, 1000); len(ids) < max || len(ids) > max+max/8 {
		t.Errorf("%d documents are there, want %d, or an eighth more", len(ids), max)
	}
	wantFiles(t, f, f.Name)
}

func TestLockedFile(t *testing.T) {
	f := newFile(t, 8)
	mustAppend(t, f, document(t, 1, 20))
	holder, err := f.Folder.OpenLocked(t.Context(), f.Name, false)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if _, err := f.Append(t.Context(), document(t, 2, 20)); err == nil || !strings.Contains(err.Error(), "look for a psmonitor that hangs") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	for operation, err := range map[string]error{
		"append": func() error { _, err := f.Append(ctx, document(t, 2, 20)); return err }(),
		"remove": f.Remove(ctx, documents(t, 1, 1, 20)),
		"delete": f.Delete(ctx),
	} {
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), f.path()) {
			t.Errorf("%s: got %v", operation, err)
		}
	}
	f.want(t, 10, 0, 1) // readers do not wait
}

func TestDelete(t *testing.T) {
	f := newFile(t, 8)
	if err := f.Delete(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is missing: got %v", err)
	}
	write(t, f, []byte("damaged"))
	if err := f.Delete(t.Context()); err != nil {
		t.Error(err)
	}
	wantFiles(t, f)
}

func TestReaderGivesTheBeginningOfLargeDocuments(t *testing.T) {
	for name, more := range map[string]int{"in memory": 100, "in parts": chunk} {
		f := newFile(t, 8)
		docs := [][]byte{document(t, 1, 10), document(t, 2, 1000), document(t, 3, 10_000), document(t, 4, more)}
		write(t, f, slices.Concat(Seal(nil, docs[0]), docs[1], Seal(nil, docs[2]), Seal(nil, docs[3])))
		head := len(docs[1])
		var got [][]byte
		if _, err := new(Reader).Newest(t.Context(), f, 10, head, func(doc []byte) error {
			got = append(got, bytes.Clone(doc))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for i, doc := range docs {
			if !bytes.Equal(got[i], doc[:min(len(doc), head)]) {
				t.Errorf("%s: of document %d are given %d bytes, want %d as they are", name, i+1, len(got[i]), min(len(doc), head))
			}
		}
	}
}

func TestReaderEndsWithVisit(t *testing.T) {
	f := newFile(t, 8)
	mustAppend(t, f, documents(t, 1, 5, 20)...)
	enough, visited := errors.New("enough"), 0
	_, err := new(Reader).Newest(t.Context(), f, 5, 1000, func([]byte) error {
		if visited++; visited == 3 {
			return enough
		}
		return nil
	})
	if err != enough || visited != 3 {
		t.Errorf("got %v after %d documents, want %v after 3", err, visited, enough)
	}
}

// TestOpenReportsThatTheFileIsNew covers files that are missing only after open has begun: their names have to be synced too.
func TestOpenReportsThatTheFileIsNew(t *testing.T) {
	for _, test := range []struct {
		name     string
		contents []byte // nil: the file is missing
		want     bool
	}{
		{"missing", nil, true},
		{"emptied", []byte{}, false},
		{"with documents", sealed(documents(t, 1, 2, 20)...), false},
		{"without any document", []byte("Dear diary"), true},
	} {
		f := newFile(t, 8)
		f.warnings()
		if test.contents != nil {
			write(t, f, test.contents)
		}
		file, c, err := f.open(t.Context(), true, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if c.isNew != test.want {
			t.Errorf("%s: new is %v, want %v", test.name, c.isNew, test.want)
		}
	}
}

// TestOpenOfAFileThatIsDeletedMeanwhile has the file deleted by the process that holds its lock.
func TestOpenOfAFileThatIsDeletedMeanwhile(t *testing.T) {
	f := newFile(t, 8)
	mustAppend(t, f, document(t, 1, 20))
	holder, err := f.Folder.OpenLocked(t.Context(), f.Name, false)
	if err != nil {
		t.Fatal(err)
	}
	isNew := make(chan bool)
	go func() {
		file, c, err := f.open(t.Context(), true, nil)
		if err != nil {
			t.Error(err)
		} else {
			file.Close()
		}
		isNew <- c.isNew
	}()
	if err := errors.Join(f.Folder.Remove(f.Name), holder.Close()); err != nil {
		t.Fatal(err)
	}
	if !<-isNew {
		t.Error("the file was deleted while open waited for its lock, and is not reported as new")
	}
}
