package rollup

import (
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// headed returns a document with these fields.
func headed(t testing.TB, fields ...bson.E) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D(fields))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestReadHead(t *testing.T) {
	date := func(at time.Time) bson.E { return e("date", primitive.NewDateTimeFromTime(at)) }
	id := e("_id", Hours.ID("web-01", ten))
	midnight := Days.Start(ten)
	for _, test := range []struct {
		name      string
		doc       []byte
		want      Head
		isHistory bool
		err       string
	}{
		{"an hour", headed(t, id, date(ten), e("interval", 3600.0), e("samples", int32(12))), Head{Hours, "web-01", ten, 12}, true, ""},
		{"other types of numbers", headed(t, id, date(ten), e("interval", int64(3600)), e("samples", 12.0)), Head{Hours, "web-01", ten, 12}, true, ""},
		{"a day", headed(t, e("_id", Days.ID("a.b_c-D", midnight)), date(midnight), e("interval", 86400.0), e("samples", 288)), Head{Days, "a.b_c-D", midnight, 288}, true, ""},
		{"a sample", headed(t, e("_id", primitive.NewObjectID()), date(ten), e("interval", 300.0)), Head{}, false, "_id is not HOST/SLOT"},
		{"a sample with a text for an _id", headed(t, e("_id", "a/b"), date(ten)), Head{}, false, "no samples"},
		{"no date", headed(t, id, e("interval", 3600.0), e("samples", 12)), Head{}, true, "has no date"},
		{"no samples", headed(t, id, date(ten), e("interval", 3600.0), e("samples", 0)), Head{}, true, "covers no samples"},
		{"ten minutes", headed(t, id, date(ten), e("interval", 600.0), e("samples", 2)), Head{}, true, "neither an hour nor a day"},
		{"almost an hour", headed(t, id, date(ten), e("interval", 3600.5), e("samples", 2)), Head{}, true, "neither an hour nor a day"},
		{"another slot", headed(t, id, date(ten.Add(time.Hour)), e("interval", 3600.0), e("samples", 12)), Head{}, true, "not that of its date"},
		{"within an hour", headed(t, id, date(ten.Add(time.Minute)), e("interval", 3600.0), e("samples", 12)), Head{}, true, "not that of its date"},
		{"text", []byte("hello, world"), Head{}, false, "_id is not HOST/SLOT"},
		{"nothing", nil, Head{}, false, "_id is not HOST/SLOT"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ReadHead(test.doc)
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) || err == nil && got != test.want {
				t.Errorf("got %v, %v; want %v and %q", got, err, test.want, test.err)
			}
			if is := IsHistory(test.doc); is != test.isHistory {
				t.Errorf("it is history: %t, want %t", is, test.isHistory)
			}
		})
	}
}

// FuzzReadHead checks that no bytes make it panic, and that an accepted head is that of its _id.
func FuzzReadHead(f *testing.F) {
	f.Add([]byte("\x05\x00\x00\x00\x00"))
	f.Add(headed(f, e("_id", Hours.ID("web-01", ten)), e("date", primitive.NewDateTimeFromTime(ten)), e("interval", 3600.0), e("samples", 12)))
	f.Fuzz(func(t *testing.T, doc []byte) {
		Date(doc)
		h, err := ReadHead(doc)
		if err == nil && (!IsHistory(doc) || h.Span.ID(h.Host, h.Start) != bson.Raw(doc).Lookup("_id").StringValue()) {
			t.Errorf("accepted %x as %v", doc, h)
		}
	})
}
