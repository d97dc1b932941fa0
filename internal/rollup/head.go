package rollup

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// Head tells whose history document a document is, of which time, and how many samples it covers.
type Head struct {
	Span    Span
	Host    string
	Start   time.Time
	Samples int
}

// IsHistory reports whether a document is one of a history, valid or not, and no sample: its _id is a text with a slash, and it has
// a field samples.
func IsHistory(doc []byte) bool {
	id, _ := bson.Raw(doc).Lookup("_id").StringValueOK()
	return strings.Contains(id, "/") && !bson.Raw(doc).Lookup("samples").IsZero()
}

// ReadHead returns the head of a history document. It is an error if the document is not one that Roll could have made: its _id must
// be that of its date and interval.
func ReadHead(doc []byte) (Head, error) {
	raw := bson.Raw(doc)
	id, _ := raw.Lookup("_id").StringValueOK()
	host, _, found := strings.Cut(id, "/")
	if !found {
		return Head{}, errors.New("it is no history document: its _id is not HOST/SLOT")
	}
	start, dated := Date(doc)
	if !dated {
		return Head{}, fmt.Errorf("history document %q has no date", id)
	}
	h := Head{Host: host, Start: start, Samples: int(number(raw.Lookup("samples")))}
	if h.Samples < 1 {
		return Head{}, fmt.Errorf("history document %q covers no samples", id)
	}
	interval := number(raw.Lookup("interval"))
	for _, s := range []Span{Hours, Days} {
		if s.Length.Seconds() == interval {
			h.Span = s
		}
	}
	switch {
	case h.Span == Span{}:
		return Head{}, fmt.Errorf("history document %q covers neither an hour nor a day: its interval is %v s", id, interval)
	case !h.Span.Start(h.Start).Equal(h.Start) || h.Span.ID(host, h.Start) != id:
		return Head{}, fmt.Errorf("the _id of history document %q is not that of its date, %s", id, h.Start.Format(time.RFC3339))
	}
	return h, nil
}

// number returns a number of any type; 0 if it is none.
func number(v bson.RawValue) float64 {
	if n, ok := v.DoubleOK(); ok {
		return n
	}
	n, _ := v.AsInt64OK()
	return float64(n)
}

// Replaces reports whether the history document takes the place of one with the same _id: that one has another date, or covers fewer
// samples.
func (h Head) Replaces(old Head) bool {
	return !h.Start.Equal(old.Start) || h.Samples > old.Samples
}

// Date returns the date of a document; false if it has no valid one.
func Date(doc []byte) (at time.Time, ok bool) {
	date, ok := bson.Raw(doc).Lookup("date").DateTimeOK()
	return time.UnixMilli(date).UTC(), ok
}
