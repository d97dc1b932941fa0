package rollup

import (
	"math"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
)

// document is a decoded document. Fields may be missing and of any type.
type document bson.D

// value returns what is at a path; nil if there is nothing.
func (d document) value(path []string) any {
	for _, e := range d {
		if e.Key != path[0] {
			continue
		}
		if len(path) == 1 {
			return e.Value
		}
		inner, _ := e.Value.(bson.D)
		return document(inner).value(path[1:])
	}
	return nil
}

// number returns the number at a path; NaN if there is none, or it is no measurement.
func (d document) number(path []string) float64 {
	v := math.NaN()
	switch n := d.value(path).(type) {
	case float64:
		v = n
	case int32:
		v = float64(n)
	case int64:
		v = float64(n)
	}
	if math.Abs(v) > metric.MaxNumber {
		return math.NaN()
	}
	return v
}

// date returns the sample's date; false without a valid one.
func (d document) date() (time.Time, bool) {
	at, ok := d.value([]string{"date"}).(primitive.DateTime)
	return at.Time().UTC(), ok
}

// elements returns the elements of an array by their keys, and the keys in the order of the array.
func (d document) elements(a array) (map[string]document, []string) {
	list, _ := d.value([]string{a.name}).(bson.A)
	elements, keys := make(map[string]document, len(list)), make([]string, 0, len(list))
	for _, e := range list {
		element, _ := e.(bson.D)
		key, ok := document(element).value([]string{a.key}).(string)
		if _, twice := elements[key]; ok && !twice {
			elements[key], keys = document(element), append(keys, key)
		}
	}
	return elements, keys
}

// with returns the document with numbers at the paths of a group's fields. What is NaN is left as it is. The values of d are
// not changed.
func (d document) with(fields []field, values []float64) document {
	for i, f := range fields {
		if !math.IsNaN(values[i]) {
			d = d.set(f.path, values[i])
		}
	}
	return d
}

// set returns the document with a value at a path. The values of d are not changed.
func (d document) set(path []string, value any) document {
	changed := append(document(nil), d...)
	for i, e := range changed {
		if e.Key == path[0] {
			if len(path) > 1 {
				inner, _ := e.Value.(bson.D)
				value = bson.D(document(inner).set(path[1:], value))
			}
			changed[i].Value = value
			return changed
		}
	}
	if len(path) > 1 {
		value = bson.D(document(nil).set(path[1:], value))
	}
	return append(changed, bson.E{Key: path[0], Value: value})
}
