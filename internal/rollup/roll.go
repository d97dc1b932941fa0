package rollup

import (
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Roll returns the history document of a host's hour or day that starts at the given time, as BSON, and how many samples it
// covers: those of the documents that are dated within that time. Documents may be in any order; of several with one date
// the last counts. What has no date or is malformed is left out. cadence is the spacing of the samples, for those without a
// valid interval. Without samples there is no document.
//
// The document is the newest sample in which all fields that charts draw are replaced by their means. Its min and max are documents
// with the lowest and highest values. Means of rates and percentages of time are weighted by the part of a sample's interval that
// lies within the hour or day.
func (f *Fields) Roll(s Span, host string, start time.Time, documents [][]byte, cadence time.Duration) (doc []byte, samples int, err error) {
	list := within(s, start, documents)
	if len(list) == 0 {
		return nil, 0, nil
	}
	newest := list[len(list)-1].document
	mean, lowest, highest := f.roll(list, start, cadence)
	d := document{
		{Key: "_id", Value: s.ID(host, start)},
		{Key: "server", Value: host},
		{Key: "date", Value: primitive.NewDateTimeFromTime(start)},
		{Key: "interval", Value: s.Length.Seconds()},
		{Key: "samples", Value: int32(len(list))},
	}
	if server, ok := newest.value([]string{"server"}).(string); ok {
		d = d.set([]string{"server"}, server)
	}
	for _, e := range mean {
		if !slices.Contains(own, e.Key) {
			d = append(d, e)
		}
	}
	d = append(d, bson.E{Key: "min", Value: bson.D(lowest)}, bson.E{Key: "max", Value: bson.D(highest)})
	if doc, err = bson.Marshal(bson.D(d)); err != nil {
		return nil, 0, fmt.Errorf("encode the %s of %s at %s: %w", s.Name, host, start.Format(time.RFC3339), err)
	}
	return doc, len(list), nil
}

// own are the fields of a history document that are not copied from a sample, and the checksum of a stored one.
var own = []string{"_id", "server", "date", "interval", "samples", "min", "max", "crc"}

// sample is a document with a valid date.
type sample struct {
	document
	at time.Time
}

// within returns the samples of an hour or day, the oldest first, one for each date.
func within(s Span, start time.Time, documents [][]byte) []sample {
	var list []sample
	for _, raw := range documents {
		var d bson.D
		if bson.Unmarshal(raw, &d) != nil {
			continue
		}
		if at, ok := document(d).date(); ok && !at.Before(start) && at.Before(start.Add(s.Length)) {
			list = append(list, sample{document(d), at})
		}
	}
	slices.SortStableFunc(list, func(a, b sample) int { return a.at.Compare(b.at) })
	kept := list[:0]
	for i, each := range list {
		if i+1 == len(list) || !list[i+1].at.Equal(each.at) {
			kept = append(kept, each)
		}
	}
	return kept
}

// roll returns the newest sample with the means of all, and the documents of the extremes.
func (f *Fields) roll(list []sample, start time.Time, cadence time.Duration) (mean, lowest, highest document) {
	root := newSums(&f.root)
	for _, each := range list {
		root.add(each.document, each.seconds(start, cadence))
	}
	means, mins, maxs := root.results()
	fields := f.root.fields
	mean, lowest, highest = list[len(list)-1].document.with(fields, means), document(nil).with(fields, mins), document(nil).with(fields, maxs)
	for _, a := range f.arrays {
		means, mins, maxs := a.roll(list, start, cadence)
		if len(means) > 0 {
			path := []string{a.name}
			mean, lowest, highest = mean.set(path, means), lowest.set(path, mins), highest.set(path, maxs)
		}
	}
	return mean, lowest, highest
}

// roll returns the elements of an array: those of the newest sample first, then others, those of the oldest sample first.
func (a *array) roll(list []sample, start time.Time, cadence time.Duration) (mean, lowest, highest bson.A) {
	all, newest := map[string]*sums{}, map[string]document{}
	_, order := list[len(list)-1].elements(*a)
	for _, each := range list {
		elements, keys := each.elements(*a)
		for _, key := range keys {
			if all[key] == nil {
				all[key] = newSums(&a.group)
			}
			all[key].add(elements[key], each.seconds(start, cadence))
			newest[key] = elements[key]
			if !slices.Contains(order, key) {
				order = append(order, key)
			}
		}
	}
	for _, key := range order {
		means, mins, maxs := all[key].results()
		named := document{{Key: a.key, Value: key}}
		mean = append(mean, bson.D(newest[key].with(a.fields, means)))
		lowest = append(lowest, bson.D(named.with(a.fields, mins)))
		highest = append(highest, bson.D(named.with(a.fields, maxs)))
	}
	return mean, lowest, highest
}

// seconds returns how many seconds from start on the sample covers: its interval, or the cadence if that is not valid.
func (s sample) seconds(start time.Time, cadence time.Duration) float64 {
	covered := s.number([]string{"interval"})
	if !(covered > 0) {
		covered = cadence.Seconds()
	}
	return min(covered, s.at.Sub(start).Seconds())
}
