package rollup

import (
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// Fields tells which fields of a sample have a mean and extremes in a history document: those that a chart draws, and those that a line
// is computed from. It is not changed after NewFields, and is safe for concurrent use.
type Fields struct {
	root   group
	arrays []array
}

// array is an array of a document, whose elements have the same key in all samples.
type array struct {
	name, key string
	group
}

// group has the fields of a document, or of the elements of an array.
type group struct {
	fields []field
	shares []share
}

// field is a number that charts draw. overInterval is set if it is a mean over the sample's interval, as rates and percentages of
// time are; else it is the value at the sample's date.
type field struct {
	path         []string
	overInterval bool
}

// share is a line that draws a field as a percentage of a sum. Its extremes are those of the percentage, so the extremes of its
// fields are taken together from one sample.
type share struct {
	part  int
	whole []int
}

// NewFields returns the fields that the families' charts draw.
func NewFields(families []metric.Family) *Fields {
	f := new(Fields)
	for _, family := range families {
		for _, c := range family.Charts {
			if c.Each.Array == "" {
				f.root.add(c, "")
				f.root.addJudged(c, family.Rules)
				continue
			}
			f.array(c.Each).add(c, "")
			if c.Each.Lone != "" {
				f.root.add(c, c.Each.Lone+".")
			}
		}
	}
	return f
}

// array returns the group of an array's elements.
func (f *Fields) array(each metric.Each) *group {
	i := slices.IndexFunc(f.arrays, func(a array) bool { return a.name == each.Array })
	if i < 0 {
		i = len(f.arrays)
		f.arrays = append(f.arrays, array{name: each.Array, key: each.Key})
	}
	return &f.arrays[i].group
}

// add adds the fields of a chart's lines, whose paths begin with prefix.
func (g *group) add(c metric.Chart, prefix string) {
	for _, line := range c.Lines {
		if line.Field == "" {
			continue // addJudged adds its fields
		}
		over := len(line.Of) == 0 && (c.Unit == metric.Percent || c.Unit == metric.PerSecond || c.Unit == metric.BytesPerSecond)
		part := g.field(prefix+line.Field, over)
		if len(line.Of) == 0 {
			continue
		}
		s := share{part: part}
		for _, path := range line.Of {
			s.whole = append(s.whole, g.field(prefix+path, false))
		}
		g.shares = append(g.shares, s)
	}
}

// addJudged adds the fields of those lines of a chart that show what a rule judges: of "busy", for example, cpu.idle.
func (g *group) addJudged(c metric.Chart, rules []metric.Rule) {
	for _, line := range c.Lines {
		i := slices.IndexFunc(rules, func(r metric.Rule) bool { return r.Name == line.Rule })
		if line.Field != "" || i < 0 {
			continue
		}
		r := rules[i]
		for _, path := range slices.Concat([]string{r.Field}, r.Plus, r.Of, r.Less) {
			g.field(path, c.Unit == metric.Percent && len(r.Of) == 0)
		}
	}
}

// field returns the place of a field, which it adds if it is new.
func (g *group) field(path string, overInterval bool) int {
	split := strings.Split(path, ".")
	i := slices.IndexFunc(g.fields, func(f field) bool { return slices.Equal(f.path, split) })
	if i < 0 {
		i = len(g.fields)
		g.fields = append(g.fields, field{split, overInterval})
	}
	return i
}
