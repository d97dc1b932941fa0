package report

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
)

// testFamilies are charts of each shape: once a host, stacked with a limit, and once for each element of an array.
func testFamilies() []metric.Family {
	return []metric.Family{
		{Charts: []metric.Chart{{ID: "cpu", Unit: metric.Percent, Stack: true, Top: 100, Threshold: "cpu", Lines: []metric.Line{
			{Name: "user", Field: "cpu.user"}, {Name: "system", Field: "cpu.system"}}}}},
		{Charts: []metric.Chart{{ID: "load", Unit: metric.Load, Threshold: "load", Lines: []metric.Line{{Name: "1 min", Field: "load.m1"}},
			Limit: metric.Limit{Name: "CPUs", Field: "system.cpus"}}}},
		{Charts: []metric.Chart{{ID: "memory", Unit: metric.Bytes, Stack: true, Lines: []metric.Line{{Name: "used", Field: "phymem.used"}},
			Limit: metric.Limit{Name: "total", Field: "phymem.total"}}}},
		{Charts: []metric.Chart{{ID: "disks", Unit: metric.Percent, Top: 100, Threshold: "disk",
			Each:  metric.Each{Array: "disks", Key: "mount", Lone: "disk_root", LoneName: "/"},
			Lines: []metric.Line{{Field: "used", Of: []string{"used", "free"}}},
			Table: []metric.Column{{Name: "Size", Field: "total", Unit: metric.Bytes}}}}},
		{Rules: metric.Rules(sampler.Families(sampler.Filters{}))},
	}
}

func testLayout() *Layout { return NewLayout(testFamilies(), "disk_root.free") }

func marshal(t testing.TB, doc any) []byte {
	t.Helper()
	raw, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// at returns a date some minutes after a fixed one.
func at(minutes int) time.Time {
	return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

// decode returns a decoder that has been given the documents.
func decode(t testing.TB, docs ...any) *Decoder {
	t.Helper()
	d := NewDecoder(testLayout(), Window)
	for _, doc := range docs {
		raw, ok := doc.([]byte)
		if !ok {
			raw = marshal(t, doc)
		}
		if err := d.Add(raw); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestDecoderReadsNumbersOfAnyType(t *testing.T) {
	decimal, err := primitive.ParseDecimal128("12.5")
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		value any
		want  float64
		odd   int
	}{
		"double":          {12.5, 12.5, 0},
		"int32":           {int32(12), 12, 0},
		"int64":           {int64(12), 12, 0},
		"decimal128":      {decimal, 12.5, 0},
		"a text, numeric": {"12.5", 12.5, 0},
		"a text, not":     {"many", nan, 1},
		"NaN":             {nan, nan, 1},
		"infinity":        {math.Inf(1), nan, 1},
		"text NaN":        {"NaN", nan, 1},
		"64 bits":         {int64(math.MaxInt64), math.MaxInt64, 0},
		"enormous":        {1e300, nan, 1},
		"enormous, minus": {-1e300, nan, 1},
		"boolean":         {true, 1, 0},
		"document":        {bson.D{{Key: "x", Value: 1}}, nan, 1},
		"array":           {bson.A{1, 2}, nan, 1},
		"null":            {nil, nan, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "load", Value: bson.D{{Key: "m1", Value: 1.0}}},
				{Key: "cpu", Value: bson.D{{Key: "user", Value: c.value}}}})
			got := nan
			if column := d.column("cpu.user"); column != nil {
				got = column[0]
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("cpu.user (-want +got):\n%s", diff)
			}
			if d.problems.values != c.odd {
				t.Errorf("%d odd values counted, want %d", d.problems.values, c.odd)
			}
		})
	}
}

func TestAddSkipsAndCountsBadDocuments(t *testing.T) {
	good := bson.D{{Key: "date", Value: at(0)}, {Key: "load", Value: bson.D{{Key: "m1", Value: 1.0}}}}
	raw := marshal(t, good)
	long := bytes.Clone(raw)
	binary.LittleEndian.PutUint32(long, uint32(len(long)+7))
	large := marshal(t, append(good, bson.E{Key: "fill", Value: make([]byte, metric.MaxDocument)}))
	d := decode(t,
		large, large[:metric.MaxDocument],
		raw[:len(raw)-3], long, []byte{}, []byte{5, 0, 0, 0},
		bson.D{{Key: "load", Value: bson.D{{Key: "m1", Value: 2.0}}}},
		bson.D{{Key: "date", Value: "yesterday"}, {Key: "load", Value: bson.D{{Key: "m1", Value: 3.0}}}},
		bson.D{{Key: "date", Value: at(5)}, {Key: "colour", Value: "red"}},
		raw,
	)
	want := problemCounts{broken: 4, undated: 2, empty: 1, large: 2}
	if diff := cmp.Diff(want, d.problems, cmp.AllowUnexported(problemCounts{})); diff != "" {
		t.Errorf("problemCounts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float64{1}, d.column("load.m1")); diff != "" {
		t.Errorf("what a skipped document had stays behind (-want +got):\n%s", diff)
	}
}

func TestHostWhoseDocumentsAreTooLarge(t *testing.T) {
	large := marshal(t, bson.D{{Key: "date", Value: at(0)}, {Key: "fill", Value: make([]byte, metric.MaxDocument)}})
	h := decode(t, large, large[:metric.MaxDocument]).Host("example01", at(1), metric.DefaultThresholds())
	if h.Foreign || h.State != Silent || len(h.Reasons) != 1 || !strings.Contains(h.Reasons[0].Text, "too large") || !strings.Contains(fmt.Sprint(h.Notes), "2 documents are too large") {
		t.Errorf("foreign %t, state %v, reasons %v, notes %q", h.Foreign, h.State, h.Reasons, h.Notes)
	}
	if h := decode(t, []byte("junk")).Host("example01", at(1), metric.DefaultThresholds()); !h.Foreign {
		t.Error("junk makes a host")
	}
}

func TestArrayElementsAreMatchedByName(t *testing.T) {
	disk := func(mount any, used float64) bson.D {
		return bson.D{{Key: "used", Value: used}, {Key: "mount", Value: mount}, {Key: "free", Value: 100 - used}}
	}
	d := decode(t,
		bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: bson.A{disk("/", 10), disk("/var", 20)}}},
		bson.D{{Key: "date", Value: at(5)}, {Key: "disks", Value: bson.A{disk("/var", 21), disk("/", 11), "no disk", disk(7, 50)}}},
		bson.D{{Key: "date", Value: at(10)}, {Key: "disks", Value: bson.A{disk("/srv", 30)}}},
	)
	h := d.Host("example01", at(10), metric.DefaultThresholds())
	nan := math.NaN()
	want := map[string][]float64{"/": {10, 11, nan}, "/var": {20, 21, nan}, "/srv": {nan, nan, 30}}
	got := map[string][]float64{}
	for _, s := range h.Charts[0].Series {
		got[s.Name] = s.Values
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("disks (-want +got):\n%s", diff)
	}
	if d.problems.elements != 1 || d.problems.values != 1 {
		t.Errorf("%d odd elements and %d odd values counted, want 1 and 1", d.problems.elements, d.problems.values)
	}
}

func TestSubDocumentStandsForMissingArray(t *testing.T) {
	root := func(used int64) bson.D {
		return bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: used}, {Key: "free", Value: 100 - used}}
	}
	d := decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "disk_root", Value: root(40)}})
	h := d.Host("example01", at(0), metric.DefaultThresholds())
	if len(h.Charts) != 1 || h.Charts[0].Series[0].Name != "/" || h.Charts[0].Series[0].Stats.Now != 40 {
		t.Fatalf("charts %+v, want one of / at 40 %%", h.Charts)
	}
	d = decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "disk_root", Value: root(40)}, {Key: "disks", Value: bson.A{}}})
	if got := d.Host("example01", at(0), metric.DefaultThresholds()).Charts; len(got) > 0 {
		t.Errorf("a document with an array of disks has charts %+v of the sub-document", got)
	}
}

func TestWorstDiskWithoutSamples(t *testing.T) {
	disk := func(mount string) bson.D {
		return bson.D{{Key: "mount", Value: mount}, {Key: "total", Value: 10.0}, {Key: "used", Value: 4.0}, {Key: "free", Value: 6.0}}
	}
	d := decode(t, bson.D{{Key: "disks", Value: bson.A{disk("/"), disk("/home")}}}) // no date
	if mount, used, _ := d.Host("example01", at(0), metric.DefaultThresholds()).WorstDisk(); mount != "" || used != nil {
		t.Errorf("got %q %v", mount, used)
	}
}

func TestHighestElementsComeFirst(t *testing.T) {
	for _, test := range []struct {
		lines int
		disks int
		first string
	}{{1, 8, "/0"}, {1, 9, "/8"}, {2, 4, "/0"}, {2, 5, "/4"}} {
		families := testFamilies()
		disks := &families[3].Charts[0]
		for len(disks.Lines) < test.lines {
			disks.Lines = append(disks.Lines, metric.Line{Name: "free", Field: "free", Of: []string{"used", "free"}})
		}
		var list bson.A
		for i := range test.disks {
			list = append(list, bson.D{{Key: "mount", Value: fmt.Sprintf("/%d", i)}, {Key: "used", Value: i + 1}, {Key: "free", Value: 20 - i}})
		}
		d := NewDecoder(NewLayout(families), Window)
		if err := d.Add(marshal(t, bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: list}})); err != nil {
			t.Fatal(err)
		}
		series := d.Host("example01", at(0), metric.DefaultThresholds()).Charts[0].Series
		if len(series) != test.lines*test.disks || !strings.HasPrefix(series[0].Name, test.first) {
			t.Errorf("%d lines of %d disks: %d series, the first %q, want %q", test.lines, test.disks, len(series), series[0].Name, test.first)
		}
	}
}

func TestArrayElementsAreLimited(t *testing.T) {
	var disks bson.A
	for i := range 2 * metric.MaxElements {
		disks = append(disks, bson.D{{Key: "mount", Value: string(rune('a' + i))}, {Key: "used", Value: 1}, {Key: "free", Value: 1}})
	}
	d := decode(t,
		bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: disks}},
		bson.D{{Key: "date", Value: at(5)}, {Key: "disk_root", Value: bson.D{{Key: "used", Value: 1}}}})
	if len(d.lists[0].names) != metric.MaxElements || d.problems.elements != metric.MaxElements+1 {
		t.Errorf("%d kept and %d counted, want %d and %d", len(d.lists[0].names), d.problems.elements, metric.MaxElements, metric.MaxElements+1)
	}
}

func TestNewestArrayElementsAreKept(t *testing.T) {
	var docs []any
	for i := range 2 * metric.MaxElements {
		docs = append(docs, bson.D{{Key: "date", Value: at(i)}, {Key: "disks", Value: bson.A{
			bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 1}, {Key: "free", Value: 1}},
			bson.D{{Key: "mount", Value: fmt.Sprint("/pod/", i)}, {Key: "used", Value: 99}, {Key: "free", Value: 1}}}}})
	}
	h := decode(t, docs...).Host("example01", at(2*metric.MaxElements), metric.DefaultThresholds())
	names := map[string]float64{}
	for _, s := range h.Charts[0].Series {
		names[s.Name] = s.Stats.Now
	}
	if newest := fmt.Sprint("/pod/", 2*metric.MaxElements-1); len(names) != metric.MaxElements || names["/"] != 50 || names[newest] != 99 {
		t.Errorf("%d mounts shown, / at %v and %s at %v; want %d, 50 and 99", len(names), names["/"], newest, names[newest], metric.MaxElements)
	}
}

func TestResetForgetsPreviousHost(t *testing.T) {
	doc := marshal(t, bson.D{{Key: "date", Value: at(0)}, {Key: "server", Value: "other"}, {Key: "load", Value: bson.D{{Key: "m1", Value: 1.0}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 1}, {Key: "free", Value: 1}}}}})
	d := decode(t, doc, []byte("junk"))
	d.Reset()
	h := d.Host("example01", at(0), metric.DefaultThresholds())
	if len(h.Times) != 0 || h.Charts != nil || h.Server != "" || h.Notes != nil || h.Foreign {
		t.Errorf("after Reset: %+v", h)
	}
}

// FuzzDecode holds the decoder against the driver's, over the numbers of the layout.
func FuzzDecode(f *testing.F) {
	f.Add(marshal(f, bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at(0))}, {Key: "date", Value: at(0)},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: 12.5}, {Key: "system", Value: int32(3)}, {Key: "idle", Value: "84.5"}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: int64(5)}, {Key: "free", Value: int64(7)}}}},
		{Key: "r", Value: primitive.Regex{Pattern: "a", Options: "i"}}, {Key: "b", Value: []byte{1, 2}}, {Key: "n", Value: nil},
		{Key: "disk_root", Value: bson.D{{Key: "used", Value: 1}, {Key: "free", Value: 2}}}}))
	f.Add([]byte{5, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := NewDecoder(testLayout(), 4)
		for range 2 {
			if err := d.Add(raw); err != nil {
				t.Fatal(err)
			}
		}
		if kept := len(d.lists[0].names); kept > metric.MaxElements || len(d.columns) != len(d.layout.fields)+kept*len(d.layout.arrays[0].fields) {
			t.Errorf("%d elements and %d columns are kept", kept, len(d.columns))
		}
		if validForDriver(raw) {
			for path := range d.layout.fields {
				compareWithDriver(t, d, raw, path)
			}
		}
		d.Host("example01", at(0), metric.DefaultThresholds())
	})
}

// validForDriver is the driver's validation, which panics on some documents whose length is wrong.
func validForDriver(raw bson.Raw) (valid bool) {
	defer func() {
		if recover() != nil {
			valid = false
		}
	}()
	return raw.Validate() == nil
}

// compareWithDriver checks a decoded number against the driver's. Documents in which a key stands twice are the
// driver's own affair: it finds the first.
func compareWithDriver(t *testing.T, d *Decoder, raw bson.Raw, path string) {
	column := d.column(path)
	value, err := raw.LookupErr(bytesToKeys(path)...)
	if err != nil || len(column) == 0 || hasDoubledKeys(raw, 0) {
		return
	}
	var want float64
	switch value.Type {
	case bson.TypeDouble:
		want = value.Double()
	case bson.TypeInt32:
		want = float64(value.Int32())
	case bson.TypeInt64:
		want = float64(value.Int64())
	case bson.TypeDateTime:
		want = float64(value.DateTime())
	case bson.TypeBoolean, bson.TypeNull, bson.TypeArray, bson.TypeEmbeddedDocument, bson.TypeBinary, bson.TypeMinKey:
		want = math.NaN()
	default: // may be a text, or a decimal
		return
	}
	if math.IsInf(want, 0) {
		want = math.NaN()
	}
	if diff := cmp.Diff(want, column[0], cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("%s (-driver +ours):\n%s", path, diff)
	}
}

func bytesToKeys(path string) (keys []string) {
	for _, k := range bytes.Split([]byte(path), []byte(".")) {
		keys = append(keys, string(k))
	}
	return keys
}

func hasDoubledKeys(raw bson.Raw, depth int) bool {
	elements, err := raw.Elements()
	if err != nil || depth > 20 {
		return true
	}
	seen := map[string]bool{}
	for _, e := range elements {
		if seen[e.Key()] {
			return true
		}
		seen[e.Key()] = true
		if sub, ok := e.Value().DocumentOK(); ok && hasDoubledKeys(sub, depth+1) {
			return true
		}
	}
	return false
}
