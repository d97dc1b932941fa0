// Package report turns the documents of a host into what its page shows: columns of numbers, gaps, statistics, state.
//
// It is pure: it reads no store, no file and no clock, and knows nothing of HTML. What the fields of a document are,
// and which charts they make, the families of package metric tell it.
package report

import (
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// Layout is where each field of a document goes when it is decoded. It is made once, and read by any number of
// decoders at once.
type Layout struct {
	charts []metric.Chart
	rules  []metric.Rule // in their order
	root   *node
	fields map[string]int // path of a number -> column
	texts  map[string]int // path of a text -> text
	arrays []*array
	lones  []lone
}

// node is a field that the layout knows, and the fields below it.
type node struct {
	name     string
	kind     kind
	slot     int // of a number its column, of a text its text, of an array its place in Layout.arrays
	children []*node
}

type kind byte

const (
	group  kind = iota // a sub-document with children
	number             // any numeric type; a date counts as milliseconds
	text
	list // an array of sub-documents
)

// array is an array of sub-documents that differ by the text field key, such as disks by mount.
type array struct {
	name, key string
	fields    []string // of an element: numbers, in the order of the element's columns
}

// lone is a sub-document that stands for the only element of an array where a document has no such array.
type lone struct {
	array   int
	name    string
	columns []int // for each field of the array, the document's column
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

// NewLayout returns the layout for the families' charts and for the further number fields, which are paths.
func NewLayout(families []metric.Family, further ...string) *Layout {
	l := &Layout{root: &node{}, fields: map[string]int{}, texts: map[string]int{}, rules: metric.Rules(families)}
	for _, f := range families {
		l.charts = append(l.charts, f.Charts...)
	}
	for _, c := range l.charts {
		l.addChart(c)
	}
	for _, r := range l.rules {
		l.add(r.Each, r.Field)
		l.add(r.Each, r.Of...)
		l.add(metric.Each{}, r.Per)
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

func (l *Layout) addChart(c metric.Chart) {
	for _, line := range c.Lines {
		l.add(c.Each, line.Field)
		l.add(c.Each, line.Of...)
	}
	for _, column := range c.Table {
		l.add(c.Each, column.Field)
	}
	l.add(metric.Each{}, c.Limit.Field)
}

// add adds numbers of the document, or of an array's elements. "" is none.
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

// at returns the node at a path, made as needed.
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
		l.arrays = append(l.arrays, &array{name: e.Array, key: e.Key})
	}
	return l.arrays[n.slot]
}

func (a *array) addField(name string) {
	if !slices.Contains(a.fields, name) {
		a.fields = append(a.fields, name)
	}
}

func (l *Layout) addLone(e metric.Each) {
	index := slices.IndexFunc(l.arrays, func(a *array) bool { return a.name == e.Array })
	if e.Lone == "" || slices.ContainsFunc(l.lones, func(o lone) bool { return o.array == index }) {
		return
	}
	o := lone{array: index, name: e.LoneName}
	for _, field := range l.arrays[index].fields {
		path := e.Lone + "." + field
		l.addNumber(path)
		o.columns = append(o.columns, l.fields[path])
	}
	l.lones = append(l.lones, o)
}
