package report

// This file says how bad a state is, so that hosts in one state can be compared whatever their rules judge.

// margin returns how far a problem is beyond the level of its state at a sample, from 0 at the level to 1 at the worst there
// can be, by its value or its forecast, whichever is worse.
func (p *problem) margin(i int) (m float64) {
	state := p.states[i]
	if p.byValue[i] == state {
		m = p.marginOf(p.lastKnown(i), state)
	}
	if p.byForecast != nil && p.byForecast[i] == state && p.forecasts[i] != nil {
		left := float64(p.forecasts[i].Full-p.times[i]) / hour
		m = max(m, 1-left/bound(p.outlook.near, state))
	}
	return max(0, min(1, m)) // within the level while the state has not ended yet
}

// marginOf returns how far a value is beyond the level of a state: of the way to the largest valid level, or as a part of the
// value, whichever is more. The first is for percentages, the second for values without a limit.
func (s *subject) marginOf(v float64, at State) float64 {
	level := bound(s.level, at)
	switch {
	case s.rule.Below && level > 0:
		return 1 - v/level
	case s.rule.Below || v <= level:
		return 0
	case level < s.rule.Max:
		return max((v-level)/(s.rule.Max-level), 1-level/v)
	}
	return 1 - level/v
}
