package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/rollup"
)

// TestHistoryFileIsARing stores more hours than there are slots, one at a time at the end: each slot has its newest, and the file does
// not grow beyond an eighth more.
func TestHistoryFileIsARing(t *testing.T) {
	storeURL := newFolder(t)
	s := opened(t, storeURL, Options{Max: 10}).(*fileStore)
	hours := rollup.Hours.Slots + rollup.Hours.Slots/8 + 5
	var docs [][]byte
	for i := range hours {
		docs = append(docs, historyAt(t, rollup.Hours, host, someHour.Add(time.Duration(i)*time.Hour), 12))
	}
	mustPutHistory(t, s, rollup.Hours, host, docs[:hours-10]...)
	for _, doc := range docs[hours-10:] {
		mustPutHistory(t, s, rollup.Hours, host, doc)
	}
	heads, err := s.HistoryHeads(t.Context(), rollup.Hours, host)
	if err != nil || len(heads) != rollup.Hours.Slots {
		t.Errorf("got %d hours, %v; want %d", len(heads), err, rollup.Hours.Slots)
	}
	oldest := slices.MinFunc(heads, func(a, b rollup.Head) int { return a.Start.Compare(b.Start) })
	if want := someHour.Add(time.Duration(hours-rollup.Hours.Slots) * time.Hour); !oldest.Start.Equal(want) {
		t.Errorf("the oldest hour is %v, want %v", oldest.Start, want)
	}
	info, err := os.Stat(filepath.Join(s.path, "hours", host+extension))
	if limit := int64(len(docs[0])+20) * int64(rollup.Hours.Slots+rollup.Hours.Slots/8); err != nil || info.Size() > limit {
		t.Errorf("the file has %d bytes, %v; want at most %d", info.Size(), err, limit)
	}
}

// TestReplacedHistoryIsRemoved stores the same hour again and again.
func TestReplacedHistoryIsRemoved(t *testing.T) {
	s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	for first := range 4 {
		var docs [][]byte
		for n := range 500 {
			docs = append(docs, historyAt(t, rollup.Hours, host, someHour, 1+first*500+n))
		}
		mustPutHistory(t, s, rollup.Hours, host, docs...)
	}
	wantCovered(t, s, rollup.Hours, host, "11-20 07h: 2000")
	if info, err := os.Stat(filepath.Join(s.path, "hours", host+extension)); err != nil || info.Size() > 1000*200 {
		t.Errorf("the file has %d bytes, %v", info.Size(), err)
	}
}

// TestDamagedHistoryCostsDamagedDocuments flips a bit of the newer one of two documents with the same _id.
func TestDamagedHistoryCostsDamagedDocuments(t *testing.T) {
	s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 3))
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 5))
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour.Add(time.Hour), 7))
	file := filepath.Join(s.path, "hours", host+extension)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(file, content, 0o640); err != nil {
		t.Fatal(err)
	}
	var samples []int
	damaged, err := s.History(t.Context(), rollup.Hours, host, func(doc []byte) error {
		samples = append(samples, int(bson.Raw(doc).Lookup("samples").AsInt64()))
		return nil
	})
	if err != nil || damaged != 1 || !slices.Equal(samples, []int{3, 7}) {
		t.Errorf("got documents of %v samples, %d damaged, %v; want 3 and 7, 1 damaged", samples, damaged, err)
	}
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 5)) // it repairs itself
	heads, err := s.HistoryHeads(t.Context(), rollup.Hours, host)
	if err != nil || len(heads) != 2 || heads[0].Samples+heads[1].Samples != 12 {
		t.Errorf("got %v, %v; want 7 and 5 samples", heads, err)
	}
}

// TestHistoryStampChanges wants another stamp after each change of the history, and not after one of the samples.
func TestHistoryStampChanges(t *testing.T) {
	s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	later := time.Now().Add(time.Hour)
	s.now = func() time.Time { return later }
	stamp := func() string {
		t.Helper()
		stamp, err := s.HistoryStamp(t.Context(), rollup.Hours, host)
		if err != nil {
			t.Fatal(err)
		}
		return stamp
	}
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 3))
	first := stamp()
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 2)) // nothing to do
	if again := stamp(); again != first || first == "" {
		t.Errorf("got the stamp %q after %q, though nothing has changed", again, first)
	}
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 4))
	if again := stamp(); again == first {
		t.Errorf("got the stamp %q again after a change", again)
	}
}

// TestDumpHasNoHistory puts a folder of hours into a dump: it is not read, and none is written.
func TestDumpHasNoHistory(t *testing.T) {
	storeURL := newFolder(t)
	s := opened(t, storeURL, Options{Max: 10}).(*fileStore)
	mustAppend(t, s, host, numbered(t, 1, 1)...)
	mustPutHistory(t, s, rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 3))
	if err := os.WriteFile(filepath.Join(s.path, host+dumpExtension), []byte("{}"), 0o640); err != nil {
		t.Fatal(err)
	}
	dump := opened(t, storeURL, Options{Max: 10})
	wantCovered(t, dump, rollup.Hours, host)
	if err := dump.PutHistory(t.Context(), rollup.Hours, host, historyAt(t, rollup.Hours, host, someHour, 4)); err == nil {
		t.Error("stored in a dump")
	}
}

// TestHistoryMovesByCopying copies the three files of a host into another store.
func TestHistoryMovesByCopying(t *testing.T) {
	from, to := opened(t, newFolder(t), Options{Max: 10}).(*fileStore), newFolder(t)
	mustAppend(t, from, "Web-01", numbered(t, 1, 3)...)
	mustPutHistory(t, from, rollup.Hours, "Web-01", historyAt(t, rollup.Hours, "Web-01", someHour, 3))
	mustPutHistory(t, from, rollup.Days, "Web-01", historyAt(t, rollup.Days, "Web-01", someDay, 30))
	path, err := pathOfURL(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(path, os.DirFS(from.path)); err != nil {
		t.Fatal(err)
	}
	s := opened(t, to, Options{ReadOnly: true})
	wantNumbers(t, s, "Web-01", 10, upTo(1, 3))
	wantCovered(t, s, rollup.Hours, "Web-01", "11-20 07h: 3")
	wantCovered(t, s, rollup.Days, "Web-01", "11-20 00h: 30")
}
