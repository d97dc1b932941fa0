package metric

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Rule declares when a value makes a host's state a warning, or critical. The configuration's [thresholds], the pages
// and README's table follow from it.
type Rule struct {
	Name  string // the configuration's key, and the kind of the reasons: lower-case letters and digits
	Help  string // what the levels count, as README's table says it: "percent used"
	Order int    // of rules, and of the reasons of one state: the lowest first

	// Each makes the rule judge each element of an array by itself. Fields are then paths into the element.
	Each Each

	Field string        // the value; "" for a rule that is only levels, which other rules name
	Of    []string      // if set, the value is Field as a percentage of the sum of these fields
	Rest  bool          // the value is what a percentage leaves of 100
	Per   string        // if set, the value is divided by this field of the document, where that is above 1
	Mean  time.Duration // judge means over so long; 0: each value
	While string        // judge values only while those of the rule of this name are beyond its warning

	Level            // the defaults
	Min, Max float64 // between which levels make sense
	Below    bool    // the levels are lower bounds

	// Margin and Part are by how much a value must be back within a level before the state ends, so that it does not
	// flap: in the value's unit, and as a part of the level in addition.
	Margin, Part float64

	Text     string    // the reason, with verbs of package fmt for the element's name, with Each, and for the value
	Forecast *Forecast // nil for none
}

// Level is where a value begins to be a warning, and where critical. Zero is never.
type Level struct{ Warning, Critical float64 }

// Forecast declares that a rule's value is a percentage in use (with Below: one that is left), and that the time when
// all is used makes a state as well.
type Forecast struct {
	Rule  string  // the name of the rule whose levels are the hours ahead
	Hours int     // a growth must have been seen for that long
	Rise  float64 // and by so many percentage points
	Also  string  // what it adds to the reason: "full"
	Alone string  // the reason where the value alone is none, with a verb for the element's name with Each: "%s full"
}

// Reason returns the rule's reason for a value, in words. name is the element's, "" without Each.
func (r *Rule) Reason(name string, value float64) string {
	if r.Each.Array == "" {
		return fmt.Sprintf(r.Text, value)
	}
	return fmt.Sprintf(r.Text, name, value)
}

// Alone returns the reason for what is forecast of a value that is no reason by itself, without the time.
func (r *Rule) Alone(name string) string {
	if r.Each.Array == "" {
		return r.Forecast.Alone
	}
	return fmt.Sprintf(r.Forecast.Alone, name)
}

// Rules returns the rules of all families in their order.
func Rules(families []Family) []Rule {
	var rules []Rule
	for _, f := range families {
		rules = append(rules, f.Rules...)
	}
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(a.Order, b.Order) })
	return rules
}

// Thresholds are what a host is judged by.
type Thresholds struct {
	Levels map[string]Level // by the names of rules; a rule that is not in it has its default
	Hold   int              // samples for which a value must be beyond a level before it counts
	Silent float64          // cadences without a sample after which the host is silent
}

// DefaultThresholds returns the thresholds of a host of which the configuration says nothing.
func DefaultThresholds() Thresholds { return Thresholds{Hold: 3, Silent: 3} }

// Level returns the level of a rule.
func (t Thresholds) Level(r *Rule) Level {
	if l, ok := t.Levels[r.Name]; ok {
		return l
	}
	return r.Level
}
