package render

import (
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// plainDocument is a document as the driver understands it, with every number a double. It has a text that differs from
// that of the one before, so that it is decoded by walking through it, and not by the one before. What the driver does not
// read is left as it is.
func plainDocument(t testing.TB, doc []byte, i int) []byte {
	t.Helper()
	var d bson.D
	if err := bson.Unmarshal(doc, &d); err != nil {
		return doc
	}
	plain := changedBelow(d, i, func(_ int, _ string, v any) any {
		if n, is := number(v); is {
			return n
		}
		return v
	}).(bson.D)
	doc, err := bson.Marshal(append(plain, bson.E{Key: "unlike the one before", Value: fmt.Sprint(i)}))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// plainReport is the report of a host by a decoder of its own.
func plainReport(t testing.TB, l *report.Layout, name string, docs [][]byte) *report.Host {
	t.Helper()
	d := report.NewDecoder(l, report.Window)
	for i, doc := range docs {
		if err := d.Add(plainDocument(t, doc, i)); err != nil {
			t.Fatal(err)
		}
	}
	return d.Host(name, noon, metric.DefaultThresholds())
}
