package render

import (
	"bytes"
	"encoding/gob"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// TestRecordsThatPsmonitorCannotHaveWrittenEndTheReading plants what would go into a page unescaped, or what no page can be made of.
func TestRecordsThatPsmonitorCannotHaveWrittenEndTheReading(t *testing.T) {
	for what, plant := range map[string]func(r *record){
		"a name that leads elsewhere": func(r *record) { r.Row.Name = "../x" },
		"no name":                     func(r *record) { r.Row.Name = "" },
		"a state there is not":        func(r *record) { r.Row.Rank = 99 },
		"markup as a path":            func(r *record) { r.Multiples[0].Up = `"/><script>` },
		"markup as the path below":    func(r *record) { r.Multiples[1].Down = `M0 0"onload="x` },
		"markup as an id":             func(r *record) { r.Multiples[0].ID = `x"><b>` },
		"no id":                       func(r *record) { r.Multiples[0].ID = "" },
		"a scale without end":         func(r *record) { r.Multiples[0].Top = math.Inf(1) },
		"a height that is unknown":    func(r *record) { r.Multiples[0].High = math.NaN() },
		"a depth without end":         func(r *record) { r.Multiples[0].Low = math.Inf(-1) },
	} {
		planted := recordOf(t, "b", 30, "/var")
		plant(planted)
		list := decoded(encoded(t, recordOf(t, "a", 3, "/"), planted, recordOf(t, "c", 3, "/")))
		if len(list) != 1 || list[0].Row.Name != "a" {
			t.Errorf("%s: %d records were read, want the first", what, len(list))
		}
	}
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

// FuzzRecords has any bytes as records. The pages that show them have no foreign markup.
func FuzzRecords(f *testing.F) {
	f.Add(encoded(f, recordOf(f, "web-01", 30, hostile), recordOf(f, "new", 0, "/")))
	f.Add(encoded(f, recordOf(f, "one", 1, "/var")))
	f.Add([]byte(strings.Repeat("\xff", 40)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list := decoded(raw)
		var all comparisons
		var rows []hostRow
		for _, r := range list {
			rows = append(rows, r.Row)
			all.add(&r.Row, r.Multiples)
		}
		for _, c := range all {
			shared := c.scale(noonMS)
			if svg := string(shared.panels.Append(nil, c.hosts[0].Shape)); strings.Count(svg, "<") != strings.Count(svg, ">") || strings.Contains(svg, "script") {
				t.Errorf("the picture has foreign markup: %s", svg)
			}
		}
		if _, err := statusJSON(rows); err != nil {
			t.Error(err)
		}
		again := decoded(encoded(t, list...))
		if diff := cmp.Diff(list, again, equalRecords()); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}
