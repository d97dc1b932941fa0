package report

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/bsonwalk"
	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// History collects the history documents of one host: its hours or its days (package rollup). Reset makes it ready for the next
// host. It is not safe for concurrent use.
//
// A document has means, and documents of the same shape with the lowest and the highest values. Each goes into a decoder of its own;
// all three have the same rows.
type History struct {
	span                   rollup.Span
	means, lowest, highest *Decoder
	buffer                 []byte
}

// NewHistory returns a History for documents of a kind.
func NewHistory(l *Layout, span rollup.Span) *History {
	return &History{span: span, means: NewDecoder(l, span.Slots), lowest: NewDecoder(l, span.Slots), highest: NewDecoder(l, span.Slots)}
}

// Reset forgets the documents.
func (c *History) Reset() {
	for _, d := range c.decoders() {
		d.Reset()
	}
}

func (c *History) decoders() [3]*Decoder { return [...]*Decoder{c.means, c.lowest, c.highest} }

// Means returns the decoder with the means. Its rows are in the order of the documents until Host sorts them.
func (c *History) Means() *Decoder { return c.means }

// IsEmpty reports whether no document was added since Reset.
func (c *History) IsEmpty() bool { return len(c.means.times) == 0 }

// Damaged records in how many places of the store documents are lost.
func (c *History) Damaged(places int) { c.means.Damaged(places) }

// Add decodes one document. A document that makes no sense is counted and skipped. The document is not kept. Add returns no
// error; it has the signature of a store's visitor.
func (c *History) Add(doc []byte) error {
	before := len(c.means.times)
	lowest, highest := c.addMeans(doc)
	if len(c.means.times) == before {
		return nil
	}
	c.addExtremes(c.lowest, lowest)
	c.addExtremes(c.highest, highest)
	return nil
}

// addMeans decodes a document without _id, min and max, and returns these two; nil for none. So documents differ in their
// numbers only, and have one pattern.
func (c *History) addMeans(doc []byte) (lowest, highest []byte) {
	rest, err := bsonwalk.Body(doc)
	c.begin()
	for err == nil && len(rest) > 0 {
		var e bsonwalk.Element
		at := rest
		if e, rest, err = bsonwalk.Next(rest); err != nil {
			break
		}
		switch key := string(e.Key); {
		case key == "_id":
		case key == "min" && e.Kind == bson.TypeEmbeddedDocument:
			lowest = e.Value
		case key == "max" && e.Kind == bson.TypeEmbeddedDocument:
			highest = e.Value
		default:
			c.buffer = append(c.buffer, at[:len(at)-len(rest)]...)
		}
	}
	if err != nil {
		_ = c.means.Add(doc) // which counts it
		return nil, nil
	}
	_ = c.means.Add(c.end())
	return lowest, highest
}

// addExtremes decodes the extremes of the row that was added last to the means. Without a document all are missing.
func (c *History) addExtremes(d *Decoder, extremes []byte) {
	row := len(d.times)
	date := c.means.times[row]
	if rest, err := bsonwalk.Body(extremes); err == nil {
		c.begin()
		c.buffer = append(append(c.buffer, byte(bson.TypeDateTime)), "date\x00"...)
		c.buffer = binary.LittleEndian.AppendUint64(c.buffer, uint64(date))
		c.buffer = append(c.buffer, rest...)
		_ = d.Add(c.end())
	}
	if len(d.times) == row {
		d.times, d.idTimes = append(d.times, date), append(d.idTimes, 0)
	}
}

// begin begins a document in the buffer, and end completes it.
func (c *History) begin() { c.buffer = append(c.buffer[:0], 0, 0, 0, 0) }

func (c *History) end() []byte {
	c.buffer = append(c.buffer, 0)
	binary.LittleEndian.PutUint32(c.buffer, uint32(len(c.buffer)))
	return c.buffer
}

// Host returns the report of the documents added since Reset, at the time now; nil if there are none. Documents dated in the
// future, and those older than the window before the newest one, are left out. It has charts with extremes, but no state and no
// forecasts. It is valid until Reset.
func (c *History) Host(name string, now time.Time, t metric.Thresholds) *Host {
	c.sort(now.Add(future).UnixMilli())
	if len(c.means.times) == 0 {
		return nil
	}
	h := c.host(c.means, name, t)
	h.Gaps, h.Missing = gaps(h.Times, h.Cadence)
	h.Reboots = within(reboots(h.Times, c.means.column(fieldBoot), c.means.column(fieldUptime), wrongDates{}), h.Extent)
	h.Notes = c.means.notes(nil, leftOut{})
	low, high := c.host(c.lowest, name, t), c.host(c.highest, name, t)
	for i := range h.Charts {
		h.Charts[i].addExtremes(c.means, low.Charts, high.Charts)
	}
	return h
}

// host returns a report with the charts of one of the decoders.
func (c *History) host(d *Decoder, name string, t metric.Thresholds) *Host {
	h := &Host{Name: name, decoder: d, Times: d.times, Cadence: c.span.Length.Milliseconds()}
	h.Due = 2 * h.Cadence // a document comes after its time has passed, and its page up to an hour later
	h.Extent = extent(h.Times, h.Cadence)
	h.applyRules(t)
	h.buildCharts(t)
	return h
}

// sort sorts the rows by their dates and removes those after the latest date that can be right, those before the window, and of
// several with one date all but the last.
func (c *History) sort(latest int64) {
	times := c.means.times
	var order []int
	for row, date := range times {
		if date <= latest {
			order = append(order, row)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(times[a], times[b]) })
	kept := order[:0]
	for i, row := range order {
		newest := times[order[len(order)-1]]
		isLast := i+1 == len(order) || times[order[i+1]] != times[row]
		if isLast && times[row] > newest-int64(c.span.Slots)*c.span.Length.Milliseconds() {
			kept = append(kept, row)
		}
	}
	if len(kept) == len(times) && slices.IsSorted(kept) {
		return
	}
	for _, d := range c.decoders() {
		d.keepRows(kept)
	}
}

// addExtremes gives the chart's lines their extremes, from the charts made of the lowest and of the highest values. What a line
// shows may fall when its fields rise, so that either may have the lower value.
func (c *Chart) addExtremes(d *Decoder, charts ...[]Chart) {
	for i := range c.Series {
		s := &c.Series[i]
		s.Low, s.High = d.derive(), d.derive()
		copy(s.Low, s.Values)
		copy(s.High, s.Values)
		for _, list := range charts {
			for j, v := range valuesIn(list, c.ID, s) {
				if v < s.Low[j] { // false for NaN
					s.Low[j] = v
				}
				if v > s.High[j] {
					s.High[j] = v
				}
			}
		}
		s.Stats.Min, s.Stats.Max = lowestOf(s.Low), highestOf(s.High)
	}
}

// valuesIn returns the values of the same line in another chart of that ID; nil if it is not there.
func valuesIn(charts []Chart, id string, s *Series) []float64 {
	for i := range charts {
		if charts[i].ID != id {
			continue
		}
		for j := range charts[i].Series {
			if other := &charts[i].Series[j]; other.Name == s.Name {
				return other.Values
			}
		}
	}
	return nil
}

// lowestOf returns the lowest of values that are not all NaN.
func lowestOf(values []float64) float64 {
	lowest := math.Inf(1)
	for _, v := range values {
		if v < lowest { // false for NaN
			lowest = v
		}
	}
	return lowest
}

func highestOf(values []float64) float64 {
	highest := math.Inf(-1)
	for _, v := range values {
		if v > highest {
			highest = v
		}
	}
	return highest
}

// MeanRange returns the lowest and the highest of the line's values, which are means where its statistics have extremes.
func (s *Series) MeanRange() (low, high float64) { return lowestOf(s.Values), highestOf(s.Values) }
