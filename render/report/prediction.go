package report

import (
	"math"
	"slices"
)

// Predictions are what could be forecast for a host when each hour was over. What an hour forecasts depends on the hours before
// it alone. Earlier runs' predictions are kept, so that the time at which a warning by a forecast began is the same in every
// run, and are worked out again from the history when they are lost. Times are in hours since 1970.
type Predictions struct {
	From, To   int64                // the ends of the first hour and of the last that are known; 0 for none
	OfHistory  bool                 `json:",omitempty"` // the newest ones come from the host's history, not from samples
	OfSubjects []SubjectPredictions `json:",omitempty"` // without those that had no forecast
}

// SubjectPredictions are those of one subject that has a forecast, ascending.
type SubjectPredictions struct {
	Rule, Element string // the rule's name, and the element's as the documents have it
	List          []Prediction
}

// Prediction is what could be forecast when an hour was over.
type Prediction struct {
	At     int64   // when the hour was over, hours since 1970
	Full   int64   // when all is used up, ms since 1970
	PerDay float64 // percentage points
	Least  float64 // a value below this, plus the growth since, contradicts the prediction
	Last   float64 // the value of the hour
}

const (
	margin        = 2.0 // percentage points by which a value must be below the forecast to contradict it
	maxDoubtHours = 6   // hours without a forecast after which the one before them is dropped
	enoughHours   = 42  // before an hour: what it forecasts is not known with fewer, if there were more
	anything      = -1e9
)

// at returns when the hour was over, ms since 1970.
func (p *Prediction) at() int64 { return p.At * hour }

// in returns how far ahead the end is, seen from a time in ms since 1970, in words.
func (p *Prediction) in(at int64) string { return inHours(float64(p.Full-at) / hour) }

// contradicted reports whether a value at a time is so far below the line that the growth is over. It is known within the
// hour, before that has a value of its own. A growth from day to day goes up and down: there this is never so.
func (p *Prediction) contradicted(at int64, v float64) bool {
	return v < p.Least+p.PerDay/day*float64(at-p.at())/hour
}

// agrees reports whether a value, NaN for none, goes along with the prediction. In doubt it must not have fallen.
func (p *Prediction) agrees(at int64, v float64, doubt bool) bool {
	return p != nil && !math.IsNaN(v) && !p.contradicted(at, v) && !(doubt && v < p.Last-margin)
}

// of returns the predictions of a subject.
func (p *Predictions) of(s *subject) []Prediction {
	for _, o := range p.OfSubjects {
		if o.Rule == s.rule.Name && o.Element == s.rawName {
			return o.List
		}
	}
	return nil
}

// planPredictions decides which hours are worked out in this run: those after the ones that are kept. If none are, they
// are all hours of the forecasts' span, as an hour's forecast looks back 60 days and history has 62. Where the first of these hours
// have too few before them, although the host is older, they are unknown.
func (h *Host) planPredictions() {
	kept := &h.decoder.Kept
	h.past = h.readPast()
	p := &h.Predictions
	p.OfHistory = h.past != nil || h.decoder.Hours == nil && kept.OfHistory
	p.From, p.To = floorHour(h.Times[h.recent]), floorHour(h.Last())
	first := p.From
	if h.past != nil {
		first, p.To = h.past.first, min(p.To, h.past.end())
	} else if p.OfHistory {
		p.To = kept.To
	}
	if h.sliding {
		p.From = max(p.From, min(first+enoughHours, h.hourBefore(p.To, maxDoubtHours)+1))
	}
	h.unjudged = p.From
	if kept.To >= p.From-1 && kept.To <= p.To {
		h.unjudged, p.From = kept.To+1, max(kept.From, floorHour(h.Times[0]))
	} else {
		kept.OfSubjects = nil
	}
}

// predict returns the predictions of a subject for the hours of the time shown.
func (h *Host) predict(s *subject, used []float64, d minGrowth) []Prediction {
	list := slices.Clone(h.decoder.Kept.of(s))
	list = slices.DeleteFunc(list, func(p Prediction) bool { return p.At < h.Predictions.From })
	if h.unjudged > h.Predictions.To {
		return list
	}
	f := &h.decoder.fitter
	if h.past != nil {
		f.first, f.hours = h.past.first, h.past.series(s, f.hours[:0])
	} else {
		if d.cannotGrow(used[h.recent:], farthest) {
			return list
		}
		f.load(h.Times[h.recent:], used[h.recent:], h.Cadence)
	}
	for at := h.unjudged; at <= h.Predictions.To; at++ {
		if n := int(at - f.first); n >= minHours && n <= len(f.hours) {
			if p, ok := f.predict(f.hours[max(0, n-pastHours):n], at, d); ok {
				list = append(list, p)
			}
		}
	}
	return list
}

// predict judges the hours of y, which end at an hour since 1970; ok tells whether there is a forecast.
func (f *fitter) predict(y []float64, at int64, d minGrowth) (p Prediction, ok bool) {
	if math.IsNaN(last(y)) {
		return p, false
	}
	t, ok := f.trend(y, d)
	if !ok {
		return p, false
	}
	p = Prediction{At: at, Full: at*hour + int64(t.toFull*hour), PerDay: t.perHour * day, Least: anything, Last: last(y)}
	if !t.daily {
		p.Least = t.level - max(margin, t.rise/4)
	}
	return p, true
}
