package metric

// Level has the values at which a state becomes a warning, and critical. Zero is never.
type Level struct{ Warning, Critical float64 }

// Contradicts reports whether a value would be critical before it is a warning, or at the same time. below tells that
// lower values are worse.
func (l Level) Contradicts(below bool) bool {
	switch {
	case l.Warning == 0 || l.Critical == 0:
		return false
	case below:
		return l.Warning <= l.Critical
	}
	return l.Warning >= l.Critical
}

// PartialLevel has new values for a Level. Nil leaves a value unchanged.
type PartialLevel struct{ Warning, Critical *float64 }

// In returns l with the new values.
func (p PartialLevel) In(l Level) Level {
	if p.Warning != nil {
		l.Warning = *p.Warning
	}
	if p.Critical != nil {
		l.Critical = *p.Critical
	}
	return l
}

// Change changes levels of rules, for a whole host or for some elements of its arrays.
type Change struct {
	Levels map[string]PartialLevel // by the names of rules

	// Names are globs on the names of elements, and Key is the field that has these names, as in Each: "mount". An empty Key
	// changes the levels of the host and of all elements.
	Key   string
	Names []string
}

// Thresholds are the levels and times by which a host is judged.
type Thresholds struct {
	Changes []Change // of the rules' levels; later ones win
	Hold    int      // samples for which a value must be beyond a level before it counts
	Silent  float64  // cadences without a sample after which the host is silent
}

// DefaultThresholds returns the thresholds of a host without configuration.
func DefaultThresholds() Thresholds { return Thresholds{Hold: 3, Silent: 3} }

// Level returns the level of a rule for the host, and for the elements that have no level of their own.
func (t Thresholds) Level(r *Rule) Level { return t.LevelOf(r, "", "") }

// LevelOf returns the level of a rule for an element; key is that of Change. The rule need not judge elements itself: the
// levels of a forecast belong to a rule without elements.
//
// Where a change gives one value and it contradicts the other value, which an earlier change gave, the other value becomes
// equal to it. The configuration cannot refuse this, because it does not know which changes meet at one host.
func (t Thresholds) LevelOf(r *Rule, key, name string) Level {
	l := r.Level
	for _, c := range t.Changes {
		if c.Key != "" && (c.Key != key || !MatchAny(c.Names, name)) {
			continue
		}
		p := c.Levels[r.Name]
		l = p.In(l)
		switch {
		case !l.Contradicts(r.Below):
		case p.Critical == nil:
			l.Critical = l.Warning
		case p.Warning == nil:
			l.Warning = l.Critical
		}
	}
	return l
}
