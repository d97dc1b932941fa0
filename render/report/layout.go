// Package report turns the documents of a host into what its page shows: columns of numbers, gaps, statistics, forecasts,
// state.
//
// It is pure: it reads no store, no file and no clock, and it knows nothing of HTML. The families (metric.Family) declare
// the fields of a document, the charts, and the rules by which values are judged.
package report

import (
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// Layout says where each field of a document goes when it is decoded. It does not change, and is safe for concurrent use.
type Layout struct {
	charts []metric.Chart
	rules  []metric.Rule

	evidence map[string]string // rule's name -> ID of the chart that shows what it judges

	root    *node
	fields  map[string]int // path of a number -> column
	texts   map[string]int // path of a text -> text
	arrays  []*array
	singles []singleElement
}

// node is a field of a document, and the fields within it.
type node struct {
	name     string
	kind     kind
	slot     int // of a number the index of its column, of a text in Decoder.texts, of an array in Layout.arrays
	children []*node
}

type kind byte

const (
	group  kind = iota // a sub-document with children
	number             // any numeric type; a date counts as milliseconds
	text
	list // an array of sub-documents
)

// array is an array of sub-documents. They are told apart by the text field key, such as disks by mount.
type array struct {
	name, key string
	fields    []string // numbers of an element, in the order of its columns
	present   int      // the column that is 1 where a document has the whole array; -1 for none
	omitted   int      // the column of how many elements the sampler has left out
}

// singleElement is a sub-document that stands for the only element of an array if a document does not have the array.
type singleElement struct {
	array   int
	name    string
	columns []int // of each field of the array the column of the sub-document's field
}

// The fields that a page shows beside its charts.
const (
	fieldLoad       = "load.m1"
	fieldMemory     = "phymem.total"
	fieldMemoryUsed = "phymem.used"
	fieldUptime     = "uptime"
	fieldUsers      = "users"
	fieldCPUs       = "system.cpus"
	fieldBoot       = "system.boot"

	textServer   = "server"
	textOS       = "system.os"
	textPlatform = "system.platform"
	textKernel   = "system.kernel"
)

// NewLayout returns the layout of the families' charts and rules, and of further number fields, which are paths.
func NewLayout(families []metric.Family, further ...string) *Layout {
	l := &Layout{root: &node{}, fields: map[string]int{}, texts: map[string]int{}, rules: metric.Rules(families), evidence: map[string]string{}}
	for _, f := range families {
		l.charts = append(l.charts, f.Charts...)
	}
	for _, c := range l.charts {
		l.addChart(c)
	}
	for _, r := range l.rules {
		l.evidence[r.Name] = evidenceOf(l.charts, r)
		l.add(r.Each, r.Field)
		l.add(r.Each, r.Plus...)
		l.add(r.Each, r.Of...)
		l.add(r.Each, r.Less...)
		l.add(metric.Each{}, r.Per)
		l.addFlags(r)
	}
	for _, path := range slices.Concat(further, []string{fieldLoad, fieldMemory, fieldMemoryUsed, fieldUptime, fieldUsers, fieldCPUs, fieldBoot}) {
		l.addNumber(path)
	}
	for _, path := range []string{textServer, textOS, textPlatform, textKernel} {
		l.addText(path)
	}
	for _, c := range l.charts {
		l.addLone(c.Each)
	}
	for _, r := range l.rules {
		l.addLone(r.Each)
	}
	return l
}

// rule returns the rule of that name; nil for none.
func (l *Layout) rule(name string) *metric.Rule {
	for i := range l.rules {
		if l.rules[i].Name == name {
			return &l.rules[i]
		}
	}
	return nil
}

// arrayAt returns the place of the array of that name among all; -1 if there is none.
func (l *Layout) arrayAt(name string) int {
	return slices.IndexFunc(l.arrays, func(a *array) bool { return a.name == name })
}

// addChart adds the fields of a chart.
func (l *Layout) addChart(c metric.Chart) {
	for _, line := range c.Lines {
		l.add(c.Each, line.Field, line.From)
		l.add(c.Each, line.Of...)
	}
	for _, column := range c.Table {
		l.add(c.Each, column.Field)
	}
	l.add(c.Each, c.Part)
	l.add(metric.Each{}, c.Limit.Field)
}

// add adds numbers of the document, or of an array's elements. A field "" is ignored.
func (l *Layout) add(e metric.Each, fields ...string) {
	add := l.addNumber
	if e.Array != "" {
		add = l.addArray(e).addField
	}
	for _, f := range fields {
		if f != "" {
			add(f)
		}
	}
}

// at returns the node at a path, and adds it if it is new.
func (l *Layout) at(path string) *node {
	n := l.root
	for name := range strings.SplitSeq(path, ".") {
		i := slices.IndexFunc(n.children, func(c *node) bool { return c.name == name })
		if i < 0 {
			i = len(n.children)
			n.children = append(n.children, &node{name: name})
		}
		n = n.children[i]
	}
	return n
}

func (l *Layout) addNumber(path string) {
	if _, known := l.fields[path]; known {
		return
	}
	n := l.at(path)
	n.kind, n.slot = number, len(l.fields)
	l.fields[path] = n.slot
}

func (l *Layout) addText(path string) {
	n := l.at(path)
	n.kind, n.slot = text, len(l.texts)
	l.texts[path] = n.slot
}

func (l *Layout) addArray(e metric.Each) *array {
	n := l.at(e.Array)
	if n.kind != list {
		n.kind, n.slot = list, len(l.arrays)
		omitted := e.Array + "_omitted"
		l.addNumber(omitted)
		l.arrays = append(l.arrays, &array{name: e.Array, key: e.Key, present: -1, omitted: l.fields[omitted]})
	}
	return l.arrays[n.slot]
}

func (a *array) addField(name string) {
	if !slices.Contains(a.fields, name) {
		a.fields = append(a.fields, name)
	}
}

// addLone adds the sub-document that stands for the only element of an array, if one is declared.
func (l *Layout) addLone(e metric.Each) {
	index := l.arrayAt(e.Array)
	if e.Lone == "" || slices.ContainsFunc(l.singles, func(o singleElement) bool { return o.array == index }) {
		return
	}
	o := singleElement{array: index, name: e.LoneName}
	for _, field := range l.arrays[index].fields {
		path := e.Lone + "." + field
		l.addNumber(path)
		o.columns = append(o.columns, l.fields[path])
	}
	l.singles = append(l.singles, o)
}
