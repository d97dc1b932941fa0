package report

import (
	"math"
	"time"
)

// reason returns what is wrong at the newest sample.
func (p *problem) reason() Reason {
	newest := len(p.times) - 1
	r := Reason{State: p.states[newest], Kind: p.rule.Name, Element: p.name, Text: p.textAt(newest), Rule: p.ruleText(), Since: p.since}
	if p.since == p.times[0] {
		r.Since = 0
	}
	if next := p.untilCritical(); next != "" {
		r.Rule += "; " + next
	}
	r.ByForecast = p.byForecast != nil && p.byForecast[newest] != OK
	if p.byForecast != nil && p.byForecast[newest] == r.State {
		if since := p.forecastSince(); p.byValue[newest] != r.State || since < r.Since {
			r.Since = since
		}
	}
	return r
}

// ruleText says in words by which level the state at the newest sample is what it is; "" for a rule without a value.
func (p *problem) ruleText() string {
	newest := len(p.times) - 1
	state := p.states[newest]
	if p.byValue[newest] == state {
		return p.rule.Begin(state.String(), bound(p.level, state))
	}
	return state.String() + " if " + p.rule.Forecast.Also + " " + inHours(bound(p.outlook.near, state)) + " or less"
}

// untilCritical says when a warning becomes critical if the forecast of now comes true, by the value or by the time left, whichever
// is sooner; "" if that is not known.
func (p *problem) untilCritical() string {
	newest := len(p.times) - 1
	if p.states[newest] != Warning || p.forecast == nil {
		return ""
	}
	left := p.forecast.Full.Sub(time.UnixMilli(p.times[newest])).Hours()
	until := math.Inf(1)
	if critical := p.level.Critical; critical != 0 {
		rest, last := full-p.lastKnown(newest), full-critical // percentage points
		if p.rule.Below {
			rest, last = full-rest, critical
		}
		until = left * (1 - last/rest)
	}
	if p.outlook != nil && p.outlook.near.Critical != 0 {
		until = min(until, left-p.outlook.near.Critical)
	}
	if !(until > 0) || math.IsInf(until, 1) {
		return ""
	}
	return Critical.String() + " " + inHours(until)
}

// forecastSince returns since when the forecast has been as bad as at the newest sample, 0 if that is not known.
func (p *problem) forecastSince() int64 {
	i := len(p.times) - 1
	for state := p.byForecast[i]; i > 0 && p.byForecast[i-1] >= state; i-- {
	}
	if i <= p.known {
		return 0
	}
	return p.times[i]
}

// textAt says in words what was wrong at a sample: the value, and when all is used up if there was a forecast then.
// Where a value is missing, the one before it is said.
func (p *problem) textAt(i int) string {
	left := p.timeLeft(i)
	if p.byValue[i] == OK {
		return p.rule.Alone(p.name) + " " + left
	}
	text := p.rule.Reason(p.name, p.lastKnown(i))
	if left != "" {
		text += ", " + p.rule.Forecast.Also + " " + left
	}
	return text
}

// lastKnown returns the value at a sample, or where it is missing the one before it.
func (p *problem) lastKnown(i int) float64 {
	for i > 0 && math.IsNaN(p.values[i]) {
		i--
	}
	return p.values[i]
}

// timeLeft says how far ahead the end was at a sample; "" if there was no forecast. At the newest sample it is the
// forecast that the page shows as well.
func (p *problem) timeLeft(i int) string {
	switch {
	case i == len(p.times)-1 && p.forecast != nil:
		return p.forecast.in(p.times[i])
	case p.forecasts != nil && p.forecasts[i] != nil:
		return p.forecasts[i].in(p.times[i])
	}
	return ""
}
