package agent

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/sampler"
	"psmonitor/store/bsonfile"
)

// spooler is a round with a spool to test, and what it logs.
type spooler struct {
	round
	logged strings.Builder
}

// newSpooler returns one whose spool keeps at most limit documents.
func newSpooler(t testing.TB, limit int) *spooler {
	t.Helper()
	s := &spooler{}
	log := slog.New(slog.NewTextHandler(&s.logged, nil))
	s.Agent = Agent{Host: sampler.Host{Name: "a"}, State: filepath.Join(t.TempDir(), "state"), Max: limit, Log: log}
	s.openFolder()
	if s.folder == nil {
		t.Fatal(s.notices)
	}
	t.Cleanup(s.closeFolder)
	return s
}

// numbered returns a document with that _id, and a text to make it larger.
func numbered(t testing.TB, id, size int) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: int32(id)}, {Key: "text", Value: strings.Repeat("x", size)}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// sealed returns documents as they stand in a spool.
func sealed(t testing.TB, size int, ids ...int) (file []byte) {
	t.Helper()
	for _, id := range ids {
		file = bsonfile.Seal(file, numbered(t, id, size))
	}
	return file
}

func (s *spooler) add(t testing.TB, id int) {
	t.Helper()
	s.doc = numbered(t, id, 20)
	if !s.addToSpool(t.Context()) {
		t.Errorf("document %d is not in the spool: %v", id, s.notices)
	}
}

// next returns the _ids of the next batch, and the batch.
func (s *spooler) next(t testing.TB) (ids []int, docs [][]byte) {
	t.Helper()
	docs, err := s.oldest(t.Context(), s.spool(), 0)
	if err != nil || len(s.notices) > 0 {
		t.Fatal(err, s.notices)
	}
	for _, doc := range docs {
		ids = append(ids, int(bson.Raw(doc).Lookup("_id").Int32()))
	}
	return ids, docs
}

// want checks what is in the spool.
func (s *spooler) want(t testing.TB, want ...int) {
	t.Helper()
	got, _ := s.next(t)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents in the spool (-want +got):\n%s", diff)
	}
}

func (s *spooler) plant(t testing.TB, ending string, contents []byte) {
	t.Helper()
	if err := os.WriteFile(s.path(ending), contents, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDocumentsLeaveTheSpoolInOrder(t *testing.T) {
	s := newSpooler(t, 500)
	for id := range 3 {
		s.add(t, id)
	}
	_, docs := s.next(t)
	s.add(t, 3) // while the others are on their way
	s.want(t, 0, 1, 2, 3)
	for range 2 {
		if err := s.spool().Remove(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
		s.want(t, 3)
	}
	_, docs = s.next(t)
	if err := s.spool().Remove(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	s.want(t)
	if info, err := os.Stat(s.path(spoolFile)); err != nil || info.Size() != 0 {
		t.Errorf("an empty spool has %d bytes, %v", info.Size(), err)
	}
	for id := range batchDocuments + 1 {
		s.add(t, id)
	}
	if got, _ := s.next(t); len(got) != batchDocuments {
		t.Errorf("a batch has %d documents, want %d", len(got), batchDocuments)
	}
}

func TestFullSpoolDropsOldestDocuments(t *testing.T) {
	s := newSpooler(t, 3)
	for id := range 5 {
		s.notices = nil
		s.add(t, id)
		if lost := len(s.notices) > 0 && s.notices[0].Lost == 1; lost != (id >= 3) {
			t.Errorf("document %d: the notices are %v", id, s.notices)
		}
	}
	s.notices = nil
	s.want(t, 2, 3, 4)
	_, docs := s.next(t)
	s.add(t, 5) // 2 makes room while 2, 3 and 4 are on their way
	s.notices = nil
	if err := s.spool().Remove(t.Context(), docs[:2]); err != nil {
		t.Fatal(err)
	}
	s.want(t, 4, 5)
	s.Max = 1 // configured anew
	s.add(t, 6)
	if len(s.notices) != 1 || s.notices[0].Lost != 2 {
		t.Errorf("the notices are %v, want one of 2 lost", s.notices)
	}
	s.notices = nil
	s.want(t, 6)
}

// The spool of a store that is unreachable for years is not larger than after two days.
func TestSpoolIsBounded(t *testing.T) {
	s := newSpooler(t, 16)
	for id := range 80 {
		s.doc = numbered(t, id, 50_000)
		if !s.addToSpool(t.Context()) {
			t.Fatal(s.notices)
		}
		if info, err := os.Stat(s.path(spoolFile)); err != nil || info.Size() > 19*51_000 {
			t.Fatalf("after %d documents the file has %d bytes, %v", id+1, info.Size(), err)
		}
	}
}

// TestDamagedSpool cuts a spool off, fills it with zeros, and flips a bit, at every fifth byte, as the tests of bsonfile have
// every byte: each intact document stays, in order, and a damaged file that is reported is kept.
func TestDamagedSpool(t *testing.T) {
	whole := sealed(t, 20, 0, 1, 2)
	length := len(whole) / 3
	check := func(what string, at int, damaged []byte) {
		t.Helper()
		s := newSpooler(t, 10)
		s.plant(t, spoolFile, damaged)
		var want []int
		for id := range 3 {
			if from, to := id*length, (id+1)*length; len(damaged) >= to && bytes.Equal(damaged[from:to], whole[from:to]) {
				want = append(want, id)
			}
		}
		s.add(t, 7)
		got, _ := s.next(t)
		if nameOfSeal := what == "a flipped bit" && len(got) == 4; nameOfSeal { // which leaves a document without a seal
			want = []int{0, 1, 2}
		}
		if !cmp.Equal(got, append(want, 7)) {
			t.Errorf("%s at byte %d: documents %v, want %v", what, at, got, append(want, 7))
		}
		kept, err := os.ReadFile(s.path(spoolFile) + ".damaged")
		if reported := s.logged.Len() > 0; reported != (err == nil) || reported && !bytes.Equal(kept, damaged) {
			t.Errorf("%s at byte %d: kept are %d bytes, %v, and it logged %q", what, at, len(kept), err, s.logged.String())
		}
		if len(got) < 4 && what == "a flipped bit" && (s.logged.Len() == 0 || !strings.Contains(s.logged.String(), s.path(spoolFile)+".damaged")) {
			t.Errorf("%s at byte %d: it logged %q, want the name of what is kept", what, at, s.logged.String())
		}
		s.logged.Reset()
		s.add(t, 8)
		if s.logged.Len() > 0 {
			t.Errorf("%s at byte %d: it logged %q once more", what, at, s.logged.String())
		}
	}
	for at := 0; at < len(whole); at += 5 {
		check("cut off", at, whole[:at])
		if zeros := append(bytes.Clone(whole[:at]), make([]byte, len(whole)-at)...); !bytes.Equal(zeros, whole) {
			check("zeros", at, zeros)
		}
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		check("a flipped bit", at, flipped)
	}
}

func TestInvalidSpoolIsRenamed(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	withoutID, err := bson.Marshal(bson.D{{Key: "a", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	for what, plant := range map[string]func(path string) error{
		"a text": func(path string) error { return os.WriteFile(path, []byte("Dear diary, psmspl1!"), 0o600) },
		"an old spool": func(path string) error {
			return os.WriteFile(path, []byte("psmspl1\n\x00\x00\x00\x00\x00\x00\x00\x14\x01\x02\x03\x04\xff\xfeSAMPLE"), 0o600)
		},
		"17 MiB without a document": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte("\x00\x00\x10\x00"), 17<<18), 0o600)
		},
		"a document without _id": func(path string) error { return os.WriteFile(path, bsonfile.Seal(nil, withoutID), 0o600) },
		"a folder":               func(path string) error { return os.MkdirAll(filepath.Join(path, "within"), 0o700) },
		"a link":                 func(path string) error { return os.Symlink(outside, path) },
	} {
		t.Run(what, func(t *testing.T) {
			s := newSpooler(t, 10)
			if err := plant(s.path(spoolFile)); err != nil {
				t.Fatal(err)
			}
			s.add(t, 1)
			s.want(t, 1)
			if _, err := os.Lstat(s.path(spoolFile) + ".damaged"); err != nil || strings.Count(s.logged.String(), "\n") != 1 {
				t.Errorf("%v, and it logged %q; want it to be kept and reported", err, s.logged.String())
			}
			if _, err := os.Lstat(outside); !errors.Is(err, os.ErrNotExist) {
				t.Error("the link was followed")
			}
		})
	}
}

// The documents behind it are delivered.
func TestDocumentWithoutIDIsRemovedFromSpool(t *testing.T) {
	withoutID, err := bson.Marshal(bson.D{{Key: "a", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	s := newSpooler(t, 10)
	s.plant(t, spoolFile, append(bsonfile.Seal(sealed(t, 20, 1), withoutID), sealed(t, 20, 2)...))
	s.add(t, 3)
	s.want(t, 1, 2, 3)
	if strings.Count(s.logged.String(), "\n") != 1 {
		t.Errorf("it logged %q, want one line", s.logged.String())
	}
}

// TestSpoolAfterAKill has the files as a kill leaves them between the steps of each operation: nothing is lost, and nothing is logged.
func TestSpoolAfterAKill(t *testing.T) {
	whole := sealed(t, 20, 1, 2, 3)
	half := whole[:len(whole)/2]
	for what, files := range map[string]map[string][]byte{
		"made, and nothing written":        {spoolFile: {}},
		"a new file half written":          {spoolFile: whole, spoolFile + ".new": half},
		"a new file complete":              {spoolFile: whole, spoolFile + ".new": whole},
		"a copy of damage, and mended":     {spoolFile: whole, spoolFile + ".damaged": half},
		"a copy of damage begun":           {spoolFile: whole, spoolFile + ".damaged.new": half},
		"a document half written":          {spoolFile: append(bytes.Clone(whole), half[:30]...)},
		"a document's length half written": {spoolFile: append(bytes.Clone(whole), half[:3]...)},
	} {
		t.Run(what, func(t *testing.T) {
			s := newSpooler(t, 10)
			want := []int{9}
			for ending, contents := range files {
				s.plant(t, ending, contents)
				if ending == spoolFile && len(contents) > 0 {
					want = []int{1, 2, 3, 9}
				}
			}
			s.add(t, 9)
			s.want(t, want...)
			if _, err := os.Stat(s.path(spoolFile) + ".new"); err == nil || s.logged.Len() > 0 {
				t.Errorf("something is left, or it logged %q", s.logged.String())
			}
		})
	}
}

func TestRefusedDocumentsAreBounded(t *testing.T) {
	s := newSpooler(t, 10)
	for id := range 40 {
		if err := s.keepRefused(t.Context(), [][]byte{numbered(t, id, 1<<20)}); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(s.path(refusedFile)); err != nil || info.Size() > 20<<20 {
			t.Fatalf("after %d MiB the file has %d bytes, %v", id+1, info.Size(), err)
		}
	}
}

// Without the folder there is no spool, but the round continues.
func TestSpoolReportsUnusableFolder(t *testing.T) {
	s := newSpooler(t, 10)
	s.folder.Close()
	s.doc = numbered(t, 1, 20)
	if s.addToSpool(t.Context()) || len(s.notices) != 1 {
		t.Errorf("the notices are %v, want one", s.notices)
	}
}

// BenchmarkSpool measures one sample into the spool and out of it, with other documents waiting there.
func BenchmarkSpool(b *testing.B) {
	for name, waiting := range map[string]int{"empty": 0, "full": 576} {
		b.Run(name, func(b *testing.B) {
			s := newSpooler(b, 600)
			for id := range waiting {
				s.doc = numbered(b, id, 1000)
				s.addToSpool(b.Context())
			}
			s.doc = numbered(b, 1000, 1000)
			b.ReportAllocs()
			for b.Loop() {
				if !s.addToSpool(b.Context()) {
					b.Fatal(s.notices)
				}
				_, docs := s.next(b)
				if err := s.spool().Remove(b.Context(), docs[:1]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Otherwise the spool could not be emptied.
func TestForeignFileOfRefusedDocumentsIsPutAside(t *testing.T) {
	for what, plant := range map[string]func(path string) error{
		"a text":   func(path string) error { return os.WriteFile(path, []byte("Dear diary"), 0o600) },
		"a folder": func(path string) error { return os.MkdirAll(filepath.Join(path, "within"), 0o700) },
		"a link":   func(path string) error { return os.Symlink("elsewhere", path) },
		"20 MiB without a document": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte("\x00\x00\x10\x00"), 20<<18), 0o600)
		},
	} {
		s := newSpooler(t, 10)
		if err := plant(s.path(refusedFile)); err != nil {
			t.Fatal(err)
		}
		if err := s.keepRefused(t.Context(), [][]byte{numbered(t, 1, 20)}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if kept, err := os.ReadFile(s.path(refusedFile)); err != nil || !bytes.Equal(kept, sealed(t, 20, 1)) {
			t.Errorf("%s: the file of refused documents has %x, %v", what, kept, err)
		}
		if _, err := os.Lstat(s.path(refusedFile) + ".damaged"); err != nil || strings.Count(s.logged.String(), "\n") != 1 {
			t.Errorf("%s: %v, and it logged %q; want it to be kept and reported", what, err, s.logged.String())
		}
	}
}
