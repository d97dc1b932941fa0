package report

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/demo"
	"psmonitor/sampler"
)

// walked returns a decoder that has walked each document.
func walked(t testing.TB, l *Layout, docs ...[]byte) *Decoder {
	t.Helper()
	d := NewDecoder(l, Window)
	for _, doc := range docs {
		d.pattern.usable = false
		if err := d.Add(doc); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// comparePatterns checks that documents are decoded to the same columns with patterns and without. It returns how many
// documents matched the pattern of an earlier one.
func comparePatterns(t testing.TB, l *Layout, docs ...[]byte) (matched int) {
	t.Helper()
	d := NewDecoder(l, Window)
	for _, doc := range docs {
		if d.pattern.matches(doc) {
			matched++
		}
		if err := d.Add(doc); err != nil {
			t.Fatal(err)
		}
	}
	plain := walked(t, l, docs...)
	type others struct {
		Times, IDTimes []int64
		Lists          []elements
		Texts          [][]byte
		Problems       problemCounts
	}
	of := func(d *Decoder) others { return others{d.times, d.idTimes, d.lists, d.texts, d.problems} }
	if diff := cmp.Diff(of(plain), of(d), cmpopts.EquateEmpty(), cmp.AllowUnexported(elements{}, problemCounts{})); diff != "" {
		t.Errorf("with patterns (-without +with):\n%s", diff)
	}
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	if !slices.EqualFunc(plain.columns, d.columns, func(a, b []float64) bool { return slices.EqualFunc(a, b, same) }) {
		t.Errorf("with patterns, the columns are %v, without %v", d.columns, plain.columns)
	}
	return matched
}

func TestPatternDecodesLikeWalking(t *testing.T) {
	type disk struct{ name, used any }
	doc := func(minutes int, user any, text string, disks ...disk) []byte {
		list := bson.A{}
		for _, d := range disks {
			list = append(list, bson.D{{Key: "mount", Value: d.name}, {Key: "used", Value: d.used}, {Key: "free", Value: int32(7)}})
		}
		return marshal(t, bson.D{
			{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at(minutes))}, {Key: "date", Value: at(minutes)},
			{Key: "cpu", Value: bson.D{{Key: "user", Value: user}}}, {Key: "system", Value: bson.D{{Key: "kernel", Value: text}}},
			{Key: "unknown", Value: 3.5}, {Key: "disks", Value: list},
		})
	}
	first := doc(0, 12.5, "6.1", disk{"/", int64(5)}, disk{"/a", int64(6)})
	decimal, err := primitive.ParseDecimal128("1.5")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		docs    [][]byte
		matched int
	}{
		"other numbers": {[][]byte{doc(5, 99.0, "6.1", disk{"/", int64(500)}, disk{"/a", int64(1)}), first}, 2},
		"another type":  {[][]byte{doc(5, int64(99), "6.1", disk{"/", int64(5)}, disk{"/a", int64(6)})}, 0},
		"another text":  {[][]byte{doc(5, 99.0, "6.2", disk{"/", int64(5)}, disk{"/a", int64(6)}), doc(10, 1.0, "6.2", disk{"/", int64(5)}, disk{"/a", int64(6)})}, 1},
		"other names":   {[][]byte{doc(5, 99.0, "6.1", disk{"/a", int64(5)}, disk{"/", int64(6)})}, 0},
		"fewer elements": {
			[][]byte{doc(5, 99.0, "6.1", disk{"/", int64(5)}), doc(10, 99.0, "6.1", disk{"/", int64(5)}), first}, 1,
		},
		"not a number":        {[][]byte{doc(5, math.NaN(), "6.1", disk{"/", int64(5)}, disk{"/a", int64(6)}), first, first}, 2},
		"infinite":            {[][]byte{doc(5, math.Inf(-1), "6.1", disk{"/", int64(5)}, disk{"/a", int64(6)})}, 1},
		"before 1970":         {[][]byte{doc(-60*24*365*100, 1.0, "6.1", disk{"/", int64(5)}, disk{"/a", int64(6)}), first}, 1},
		"cut off":             {[][]byte{first[:len(first)-1], first}, 0},
		"damaged, of a size":  {[][]byte{append(slices.Clone(first[:len(first)-1]), 1), first}, 0},
		"very large":          {[][]byte{doc(5, 1.0, strings.Repeat("x", maxPattern)), doc(10, 1.0, strings.Repeat("x", maxPattern)), first, first}, 1},
		"numbers in texts":    {[][]byte{doc(5, "1.5", "6.1"), doc(10, "1.5", "6.1"), doc(15, "2.5", "6.1")}, 0},
		"decimals":            {[][]byte{doc(5, decimal, "6.1"), doc(10, decimal, "6.1")}, 0},
		"an element unnamed":  {[][]byte{doc(5, 1.0, "6.1", disk{3, int64(5)}), doc(10, 1.0, "6.1", disk{3, int64(5)})}, 0},
		"an element repeated": {[][]byte{doc(5, 1.0, "6.1", disk{"/", int64(5)}, disk{"/", int64(6)}), doc(10, 1.0, "6.1", disk{"/", int64(7)}, disk{"/", int64(8)})}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if matched := comparePatterns(t, testLayout(), append([][]byte{first}, test.docs...)...); matched != test.matched {
				t.Errorf("%d documents matched the one before, want %d", matched, test.matched)
			}
		})
	}
}

func TestMostDemoDocumentsMatchPattern(t *testing.T) {
	l := NewLayout(sampler.Families(sampler.Filters{}))
	fleet := demo.New(1, 40, at(0), 5*time.Minute, 48*time.Hour)
	documents, matched := 0, 0
	for _, name := range fleet.Hosts() {
		docs := fleet.Documents(name)
		documents += len(docs)
		matched += comparePatterns(t, l, docs...)
	}
	if matched < documents*9/10 {
		t.Errorf("%d of %d documents matched the one before", matched, documents)
	}
}

// FuzzPatterns changes a few bytes of a document.
func FuzzPatterns(f *testing.F) {
	raw := marshal(f, bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at(0))}, {Key: "date", Value: at(0)},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: 12.5}, {Key: "system", Value: int32(3)}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: int64(5)}, {Key: "free", Value: int64(7)}}}},
		{Key: "disk_root", Value: bson.D{{Key: "used", Value: 1}, {Key: "free", Value: 2}}}})
	f.Add(raw, uint16(60), []byte{1})
	f.Add(raw, uint16(4), []byte{9})
	f.Add([]byte{5, 0, 0, 0, 0}, uint16(0), []byte{6})
	twice := marshal(f, bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: bson.A{
		bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: 1.0}, {Key: "used", Value: 2.0}}}}})
	bits := func(v float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)) }
	f.Add(twice, uint16(bytes.Index(twice, bits(1))), bits(math.NaN()))
	f.Fuzz(func(t *testing.T, raw []byte, at uint16, patch []byte) {
		other := slices.Clone(raw)
		copy(other[min(int(at), len(other)):], patch)
		comparePatterns(t, testLayout(), raw, other, other, raw, raw, other)
	})
}
