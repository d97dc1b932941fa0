package metric

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule declares when a value makes a host's state a warning, or critical. The configuration's [thresholds], the pages
// and README's table follow from it.
type Rule struct {
	Name  string // the configuration's key, and the kind of the reasons: lower-case letters and digits
	Help  string // what the levels count, for README's table: "percent used"
	Order int    // of rules, and of the reasons of one state: the lowest first

	// Each makes the rule judge each element of an array by itself. Fields are then paths into the element.
	Each Each

	Field string        // the value; "" for a rule that is only levels, which other rules name
	Plus  []string      // added to Field, where the document has them
	Of    []string      // if set, the value is Field as a percentage of the sum of these fields
	Less  []string      // subtracted from that sum, where the document has them
	Rest  bool          // the value is 100 minus the percentage
	Per   string        // if set, the value is divided by this field of the document, where that is above 1
	Mean  time.Duration // judge means over this time; 0: each value
	While string        // judge values only while those of the rule of this name are beyond its warning

	Unless string // a field of the element, 0 or 1: values are not judged where it is 1
	Turned bool   // judge whether Field, 0 or 1, has become 1: an element that always was 1 is not judged
	Surely string // with Turned, a field of the element, 0 or 1: where it is 1, Field became 1, maybe before the first sample
	Gone   *Gone  // judge whether an element is missing; nil for other rules

	Level            // the defaults
	Min, Max float64 // the range of valid levels
	Below    bool    // the levels are lower bounds

	// Margin and Part are how far within a level a value must be before the state ends, so that it does not flap: Margin in
	// the value's unit, and in addition Part as a fraction of the level.
	Margin, Part float64

	Text     string    // the reason, with verbs of package fmt for the element's name, with Each, and for the value
	See      []string  // IDs of charts, of any family, that may explain a reason: what the memory's chart does not show of swapping
	Forecast *Forecast // nil for none
}

// Gone declares that a rule judges whether an element is missing that most samples before had. The value is 1 if it is.
// Samples without the array tell nothing.
type Gone struct {
	Unless []string // fields of the element, 0 or 1: it is not missed if one of them was always 1
	Except []string // globs on the names of elements that come and go
	Config string   // a number of the document that changes with the configuration: then what is missing is forgotten
}

// Forecast declares that a rule's value is a percentage in use (with Below: one that is left), and that the time when
// all is used makes a state as well.
type Forecast struct {
	Rule  string  // the name of the rule whose levels are the hours ahead
	Hours int     // a growth must have lasted this long
	Rise  float64 // and by this many percentage points
	Also  string  // what it adds to the reason: "full"
	Alone string  // the reason if the value alone is not one, with a verb for the element's name with Each: "%s full"
}

// Reason returns the rule's reason for a value, in words. name is the element's, "" without Each.
func (r *Rule) Reason(name string, value float64) string {
	if r.Each.Array == "" {
		return fmt.Sprintf(r.Text, value)
	}
	return fmt.Sprintf(r.Text, name, value)
}

// valueVerb is how Text writes the value.
var valueVerb = regexp.MustCompile(`%(\[\d\])?\.\df`)

// Begin says at which level a state begins: "warning from 85 % used". It is "" if the rule's reasons have no value.
func (r *Rule) Begin(state string, level float64) string {
	verb := valueVerb.FindStringIndex(r.Text)
	if verb == nil {
		return ""
	}
	text := strconv.FormatFloat(level, 'f', -1, 64) + strings.ReplaceAll(r.Text[verb[1]:], "%%", "%")
	if r.Below {
		text = state + " at " + text + " or less"
	} else {
		text = state + " from " + text
	}
	if r.Mean > 0 {
		text += ", mean of " + strconv.Itoa(int(r.Mean.Minutes())) + " minutes"
	}
	return text
}

// Alone returns the reason for a forecast of a value that is not a reason by itself, without the time.
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
