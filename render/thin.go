package render

import (
	"cmp"
	"math"
	"slices"

	"psmonitor/render/report"
)

// maxDrawn is how many points a line of a host's page has at most: more than most screens have pixels beside each other.
const maxDrawn = 1500

const (
	maxDetail    = report.Window // the newest samples, which are all shown
	maxDrawnGaps = 150           // before them, the longest ones
	maxEdges     = 100           // places where values of a line begin or end to be missing, that are kept exactly
	maxLineEdges = 20            // of one line: one with more has its values now and then
)

// thinned chooses the points of a host's page. Up to maxDrawn samples are all shown. Of more, those before the newest
// maxDetail are divided into buckets, and each bucket has two points in time, which all lines of the page have in common: at a
// quarter and at three quarters of its samples. A line has there the lowest and the highest value of the bucket, in the order in
// which they came, so that peaks stay as high as they were; their times are off by less than three quarters of a bucket. A bucket
// ends at a gap, and where a line begins or ends to have values.
//
// Statistics, states and the static charts do not depend on it: they are of all samples.
type thinned struct {
	times   []int64           // of the points, ms since 1970
	gaps    []report.Interval // of the host
	step    int64             // ms that a bucket covers as a rule; 0 if all samples are shown
	detail  int64             // from when on all samples are shown, ms since 1970
	buckets []bucket          // nil if all samples are shown
}

// bucket is samples, from included and to not.
type bucket struct{ from, to int }

func thin(h *report.Host) *thinned {
	t := &thinned{times: h.Times, gaps: shownGaps(h)}
	if len(h.Times) <= maxDrawn {
		return t
	}
	t.times = nil
	old := len(h.Times) - maxDetail
	begins := make([]bool, old) // of each older sample, whether a bucket begins with it
	count := t.markGaps(h, begins) + markEdges(h, begins)
	size := old/((maxDrawn-maxDetail)/2-count) + 1
	t.step, t.detail = int64(size)*h.Cadence, h.Times[old]
	for i := range h.Times {
		if n := len(t.buckets); i > 0 && i < old && !begins[i] && i-t.buckets[n-1].from < size {
			t.buckets[n-1].to = i + 1
		} else {
			t.buckets = append(t.buckets, bucket{i, i + 1})
		}
	}
	for _, b := range t.buckets {
		n := b.to - b.from
		t.times = append(t.times, h.Times[b.from+n/4])
		if n > 1 {
			t.times = append(t.times, h.Times[b.from+3*n/4])
		}
	}
	return t
}

// shownGaps returns the gaps that a page shows, in the order of time. A host with very many samples may have very many.
func shownGaps(h *report.Host) []report.Interval {
	if len(h.Times) <= maxDrawn {
		return h.Gaps
	}
	detail := h.Times[len(h.Times)-maxDetail]
	old := slices.IndexFunc(h.Gaps, func(g report.Interval) bool { return g.From >= detail })
	if old < 0 {
		old = len(h.Gaps)
	}
	if old <= maxDrawnGaps {
		return h.Gaps
	}
	list := slices.Clone(h.Gaps[:old])
	slices.SortStableFunc(list, func(a, b report.Interval) int { return cmp.Compare(b.To-b.From, a.To-a.From) })
	list = list[:maxDrawnGaps]
	slices.SortFunc(list, func(a, b report.Interval) int { return cmp.Compare(a.From, b.From) })
	return append(list, h.Gaps[old:]...)
}

// markGaps marks the older samples after gaps, and returns how many these are.
func (t *thinned) markGaps(h *report.Host, begins []bool) (count int) {
	i := 0
	for _, g := range t.gaps {
		for i < len(begins) && h.Times[i] < g.To {
			i++
		}
		if i < len(begins) && !begins[i] {
			begins[i] = true
			count++
		}
	}
	return count
}

// markEdges marks the older samples where lines begin or end to have values, and returns how many these are.
func markEdges(h *report.Host, begins []bool) (count int) {
	for _, c := range h.Charts {
		for _, s := range c.Series {
			var edges []int
			for i := 1; i < len(begins) && len(edges) <= maxLineEdges; i++ {
				if math.IsNaN(s.Values[i]) != math.IsNaN(s.Values[i-1]) && !begins[i] {
					edges = append(edges, i)
				}
			}
			if len(edges) > maxLineEdges || count+len(edges) > maxEdges {
				continue
			}
			for _, i := range edges {
				begins[i] = true
			}
			count += len(edges)
		}
	}
	return count
}

// chart returns a chart with the values of the points instead of those of the samples.
func (t *thinned) chart(c report.Chart) report.Chart {
	if t.buckets == nil {
		return c
	}
	c.Series = slices.Clone(c.Series)
	lines := c.Series
	if c.Stack {
		layers := slices.IndexFunc(lines, func(s report.Series) bool { return s.Line.Over })
		if layers < 0 {
			layers = len(lines)
		}
		t.thinLayers(lines[:layers])
		lines = lines[layers:]
	}
	for i := range lines {
		s := &lines[i]
		values := make([]float64, 0, len(t.times))
		for _, b := range t.buckets {
			first, second := extremes(s.Values, b)
			values = append(values, s.Values[first])
			if b.to-b.from > 1 {
				values = append(values, s.Values[second])
			}
		}
		s.Values = values
	}
	return c
}

// thinLayers thins the layers of a stack. At each point they have the values of one sample, so that their sum is one that was
// there. These are the samples at which the sum is lowest and highest, or where a layer varies more than the sum, that
// layer: of a stack that fills up to a limit, the sum is level.
func (t *thinned) thinLayers(layers []report.Series) {
	all := append([]report.Series{{Values: stackSum(layers)}}, layers...)
	thinned := make([][]float64, len(layers))
	for _, b := range t.buckets {
		first, second := b.from, b.to-1
		widest := -1.0
		for _, s := range all {
			i, j := extremes(s.Values, b)
			if width := math.Abs(s.Values[j] - s.Values[i]); width > widest { // false for NaN
				first, second, widest = i, j, width
			}
		}
		for k, l := range layers {
			thinned[k] = append(thinned[k], l.Values[first])
			if b.to-b.from > 1 {
				thinned[k] = append(thinned[k], l.Values[second])
			}
		}
	}
	for k := range layers {
		layers[k].Values = thinned[k]
	}
}

// extremes returns the samples of a bucket with the lowest and the highest value, in their order; the first one twice if none
// has a value.
func extremes(values []float64, b bucket) (first, second int) {
	low, high := -1, -1
	for i := b.from; i < b.to; i++ {
		v := values[i]
		if math.IsNaN(v) {
			continue
		}
		if low < 0 || v < values[low] {
			low = i
		}
		if high < 0 || v > values[high] {
			high = i
		}
	}
	if low < 0 {
		return b.from, b.from
	}
	return min(low, high), max(low, high)
}
