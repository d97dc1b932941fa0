package render

import (
	"bytes"
	"encoding/gob"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"psmonitor/internal/folder"
)

// recordOf returns the record of a host.
func recordOf(t testing.TB, name string, samples int, mount string) *record {
	t.Helper()
	h := host(t, name, samples, 0, mount, mount)
	return &record{Row: rowOf(h, name), Multiples: multiples(h), Changes: changesOf(h)}
}

func encoded(t testing.TB, list ...*record) []byte {
	t.Helper()
	var b bytes.Buffer
	e := gob.NewEncoder(&b)
	for _, r := range list {
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func decoded(raw []byte) (list []*record) {
	decodeRecords(bytes.NewReader(raw), func(r *record) { list = append(list, r) })
	return list
}

func TestRecordsAreReadAsTheyWereWritten(t *testing.T) {
	want := []*record{recordOf(t, "web-01", 30, hostile), recordOf(t, "new", 0, "/"), recordOf(t, "one", 1, "/var")}
	want[2].Row.Status.Values.CPU = 0 // known, and zero
	if diff := cmp.Diff(want, decoded(encoded(t, want...)), equalRecords()); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

// equalRecords takes unknown values for equal.
func equalRecords() cmp.Option {
	return cmp.Options{cmpopts.EquateNaNs(), cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b quantity) bool { return a == b || a != a && b != b })}
}

// TestNoDamagedRecordIsRead damages each byte of the file, and its length.
func TestNoDamagedRecordIsRead(t *testing.T) {
	dir := t.TempDir()
	f, err := folder.Open(dir, folderOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	root := &output{Folder: f}
	w, err := newRecordWriter(root)
	if err != nil {
		t.Fatal(err)
	}
	w.add(recordOf(t, "a", 3, "/var"))
	sum, err := w.commit()
	if err != nil {
		t.Fatal(err)
	}
	read := func() (n int) {
		readRecords(root, sum, func(*record) { n++ })
		return n
	}
	if read() != 1 {
		t.Fatal("the whole file is not read")
	}
	name := filepath.Join(dir, recordsName)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		flipped := slices.Clone(good)
		flipped[i] ^= 1 << (i % 8)
		for what, bad := range map[string][]byte{"flipped": flipped, "cut off": good[:i], "doubled": slices.Concat(good, good[:i+1])} {
			if err := os.WriteFile(name, bad, 0o644); err != nil {
				t.Fatal(err)
			}
			if n := read(); n != 0 {
				t.Fatalf("%s at byte %d: %d records were read", what, i, n)
			}
		}
	}
}
