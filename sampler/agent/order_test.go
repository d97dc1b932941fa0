package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
)

// storedInOrder returns the numbers of the documents that the file store has, in the order in which they were stored: -1 is a sample.
func (s *hourlySampler) storedInOrder(t *testing.T) (ids []int) {
	t.Helper()
	st, err := store.Open(t.Context(), s.Store, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Newest(t.Context(), "a", 1000, func(doc []byte) error {
		id, isNumber := bson.Raw(doc).Lookup("_id").Int32OK()
		if !isNumber {
			id = -1
		}
		ids = append(ids, int(id))
		return nil
	})
	if err = errors.Join(err, store.Close(st)); err != nil {
		t.Fatal(err)
	}
	return ids
}

// wait puts so many documents into the spool, more than a batch, and returns the state folder.
func (s *hourlySampler) wait(t *testing.T, count int) *folder.Folder {
	t.Helper()
	f, err := folder.Make(s.State, folder.Options{Mode: 0o600, Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	var docs [][]byte
	for id := range count {
		docs = append(docs, numbered(t, id, 20))
	}
	if _, err := (bsonfile.File{Folder: f, Name: "a.spool", Max: s.Max}).Append(t.Context(), docs...); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestWaitingSamplesAreStoredFirst has samples that wait in the spool while the state folder fails in some way. A sample that
// is taken then is stored behind them, whether or not it can be spooled.
func TestWaitingSamplesAreStoredFirst(t *testing.T) {
	const waiting = batchDocuments + 50
	lock := func(t *testing.T, f *folder.Folder, name string) {
		file, err := f.OpenLocked(t.Context(), name, true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
	}
	for name, fail := range map[string]func(t *testing.T, s *hourlySampler, f *folder.Folder){
		"what is delivered cannot be removed": func(t *testing.T, s *hourlySampler, _ *folder.Folder) {
			if err := os.MkdirAll(filepath.Join(s.State, "a.spool.new", "in the way"), 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"the spool is locked": func(t *testing.T, _ *hourlySampler, f *folder.Folder) { lock(t, f, "a.spool") },
		"both spools are locked": func(t *testing.T, _ *hourlySampler, f *folder.Folder) {
			lock(t, f, "a.spool")
			lock(t, f, "a.spool2")
		},
		"the folder is away for a moment": func(t *testing.T, s *hourlySampler, _ *folder.Folder) {
			if err := errors.Join(os.Rename(s.State, s.State+".away"), os.WriteFile(s.State, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
			s.Host.Families = []metric.Family{{Name: "value", Read: func(context.Context, *metric.Counters) (bson.D, error) {
				if _, err := os.Stat(s.State + ".away"); err == nil {
					if err := errors.Join(os.Remove(s.State), os.Rename(s.State+".away", s.State)); err != nil {
						t.Error(err)
					}
				}
				return bson.D{{Key: "value", Value: 1}}, nil
			}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newHourlySampler(t)
			s.value, s.Max = 1, 500
			fail(t, s, s.wait(t, waiting))
			if logged, err := s.sample(t); err != nil || strings.Count(logged, "\n") > 1 {
				t.Errorf("%v, and it logged %q; want at most one line", err, logged)
			}
			var want []int
			for id := range waiting {
				want = append(want, id)
			}
			if diff := cmp.Diff(append(want, -1), s.storedInOrder(t)); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFrozenSpoolIsNotDeliveredAgain has spools that could not be written to for a day: the collection may have forgotten what was
// delivered from them.
func TestFrozenSpoolIsNotDeliveredAgain(t *testing.T) {
	s := newHourlySampler(t)
	s.value = 1
	f := s.wait(t, 2)
	for _, name := range []string{"a.spool", "a.spool2"} {
		file, err := f.OpenLocked(t.Context(), name, true)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := f.Touch(name, time.Now().Add(-25*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.sample(t); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]int{-1}, s.storedInOrder(t)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// TestFolderWithoutLocks has a folder whose files cannot be locked: the counters there may be of any age.
func TestFolderWithoutLocks(t *testing.T) {
	s := newHourlySampler(t)
	s.value = 1
	s.Host.Log = slog.New(slog.NewTextHandler(&s.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.wait(t, 1)
	for _, locks := range []bool{true, false} {
		if logged, err := s.sample(t); err != nil || strings.Contains(logged, "cannot write to the state folder") == locks ||
			!strings.Contains(logged, "there is no earlier sample") {
			t.Errorf("with locks: %v; %v, and it logged %q", locks, err, logged)
		}
		for _, name := range []string{"a.lock.damaged", "a.lock"} { // neither can be removed
			if err := errors.Join(os.RemoveAll(filepath.Join(s.State, name)), os.MkdirAll(filepath.Join(s.State, name, "in the way"), 0o700)); err != nil {
				t.Fatal(err)
			}
		}
		for n := 2; n <= 9; n++ {
			if err := os.MkdirAll(filepath.Join(s.State, fmt.Sprintf("a.lock.damaged.%d", n), "in the way"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff([]int{0, -1, -1}, s.storedInOrder(t)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// TestSecondSpoolIsUsedUntilItIsEmpty has a spool that another process holds for a while: what is spooled afterwards must not
// come before what was spooled meanwhile.
func TestSecondSpoolIsUsedUntilItIsEmpty(t *testing.T) {
	s := newSpooler(t, 10)
	s.add(t, 1)
	file, err := s.folder.OpenLocked(t.Context(), s.file(spoolFile), false)
	if err != nil {
		t.Fatal(err)
	}
	s.add(t, 2)
	file.Close()
	s.add(t, 3)
	s.want(t, 1)
	second, err := s.spoolNamed(secondSpool).Oldest(t.Context(), 0, 10, 1000)
	if err != nil || !slices.EqualFunc(second, [][]byte{numbered(t, 2, 20), numbered(t, 3, 20)}, bytes.Equal) {
		t.Errorf("the second spool has %d documents, %v; want 2 and 3", len(second), err)
	}
	if err := s.spoolNamed(secondSpool).Remove(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	s.add(t, 4)
	s.want(t, 1, 4)
}

// TestTornFileOfRefusedDocuments has a file that a full disk or a crash has torn at each seventh byte: what was in it stays
// readable, and so is what follows.
func TestTornFileOfRefusedDocuments(t *testing.T) {
	whole := sealed(t, 20, 1, 2, 3)
	length := len(whole) / 3
	for at := 0; at < len(whole); at += 7 {
		for _, rest := range [][]byte{nil, make([]byte, len(whole)-at)} { // what could not be written is missing, or zeros
			s := newSpooler(t, 10)
			torn := append(bytes.Clone(whole[:at]), rest...)
			if bytes.Equal(torn, whole) { // it ends with a zero
				continue
			}
			s.plant(t, refusedFile, torn)
			for _, id := range []int{8, 9} {
				if err := s.keepRefused(t.Context(), [][]byte{numbered(t, id, 20)}); err != nil {
					t.Fatal(err)
				}
			}
			want := append(bytes.Clone(whole[:at/length*length]), sealed(t, 20, 8, 9)...)
			if got, err := os.ReadFile(s.path(refusedFile)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("torn at byte %d: the file has %d bytes, %v; want %d", at, len(got), err, len(want))
			}
		}
	}
}

// TestLostSampleIsSaidWhenTheUserEndsTheRun ends a run when its sample was read. Without a state folder it is lost.
func TestLostSampleIsSaidWhenTheUserEndsTheRun(t *testing.T) {
	for _, usable := range []bool{false, true} {
		s := newHourlySampler(t)
		s.Store = "mongodb://127.0.0.1:1/reports"
		if !usable {
			if err := os.WriteFile(s.State, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		readings := 0
		s.Host.Families = []metric.Family{{Name: "value", Read: func(context.Context, *metric.Counters) (bson.D, error) {
			if readings++; readings == 2 {
				cancel()
			}
			return bson.D{{Key: "value", Value: 1}}, nil
		}}}
		err := s.Sample(ctx)
		if lost := strings.Contains(s.logged.String(), "the sample is lost"); err == nil || lost == usable {
			t.Errorf("a usable state folder: %v; %v, and it logged %q", usable, err, s.logged.String())
		}
	}
}
