// Package metric has the types that the other packages share: a sample and its document, the families that a document
// is made of, the charts that show it, the units of its numbers, and the rules by which a host is judged.
//
// It reads nothing, judges nothing and draws nothing: package sampler declares and reads the families, report turns
// documents into columns and states, render turns those into pages.
package metric

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
)

// Family is one group of fields of a document: what reads them, the charts that show them, and the rules that judge
// them.
type Family struct {
	Name string

	// Read returns the document's top-level fields of this family, in the order of the document. Rates and percentages
	// over time are made with c. A family that does not exist on this system returns nothing and no error. Read may
	// return fields together with an error: the fields are stored, and the error becomes a warning, or several if it was
	// joined from several.
	Read func(ctx context.Context, c *Counters) (bson.D, error)

	Charts []Chart
	Rules  []Rule
}

// Chart declares one chart of a host's page. Field names are paths into the document, with dots between levels.
type Chart struct {
	ID      string // letters and digits; stable, because addresses name it
	Title   string
	Section string // of the page, in a word: readers move from one to the next; "" is a section of its own, with the title
	Unit    Unit
	Stack   bool    // draw the lines as areas on top of each other
	Wide    bool    // give it the page's whole width
	Top     float64 // the fixed upper end of the y axis; 0: taken from the values

	// Each makes the chart draw its lines once for each element of an array. Fields are then paths into the
	// element.
	Each Each

	Lines []Line
	Limit Limit    // a dashed line: the most there can be
	Table []Column // more values of now in the chart's table

	// Part names a field of an element that is not 0 if a sum over the elements omits this one, because what it counts is
	// counted for another element too; "" for none.
	Part string

	// Listed makes a table with a row for each element stand in place of the chart, which is shown on demand. The elements
	// of a chart with ListedIn, the ID of such a chart, have the newest values in that table, and the chart is shown on
	// demand too.
	Listed   bool
	ListedIn string

	// Idle says of a chart that all its values are zero, and so that there is nothing to see: "none", "not used". Such a chart is
	// shown on demand. A chart with "" is always shown.
	Idle string

	// Threshold names the rule whose warning and critical levels are drawn; "" is none.
	Threshold string
}

// Each names an array of a document, and the element's field that tells one element from another. Where a document
// lacks the array, as the 2014 article's do, a sub-document may stand for its only element.
type Each struct {
	Array string // "disks"
	Key   string // "mount"

	Lone     string // "disk_root", the sub-document with the element's fields; "" for none
	LoneName string // "/"
}

// Line declares one line of a chart.
type Line struct {
	Name  string // "" in a chart with Each: the element's name alone
	Field string
	Of    []string // if set, the line is Field as a percentage of the sum of these fields
	Color Color
	Dash  Dash
	Below bool // drawn below zero, though its values are not: for what is sent beside what is received
	Over  bool // in a stack: a thin line over the areas, and no layer

	// Rule names a rule without Each. The line shows the values that it judges: in place of Field if that is "", else in the
	// table's column Share. While a mean makes a state by this rule, the chart shows a line of the means too.
	Rule string

	From     string // if set, Field is subtracted from this field, and the rule's percentage from 100
	IfJudged bool   // the line is shown only if its rule has a level
}

// Limit declares the dashed line of what there is in all: the total of a memory, the number of CPUs.
type Limit struct {
	Name  string
	Field string // a path from the document's root
}

// Column declares a further column of a chart's table: the newest value of a field.
type Column struct {
	Name  string
	Field string
	Unit  Unit

	// Share makes it show in place of a field what the line's rule judges, or of a line without a rule its part of the
	// chart's limit. So the table has the number that a tile or a reason shows.
	Share bool
}

// Color is a place in the page's palette, 1 to 8; 0 lets the renderer choose by the line's position (ColorOf).
// The palette is safe for the colour-blind; one meaning keeps one colour over all charts.
type Color int

// The colours that carry a meaning.
const (
	Blue   Color = 1 // user, used, read, received
	Orange Color = 2 // system, written, sent
	Pink   Color = 3 // waiting
	Sky    Color = 4 // caches, interrupts
	Green  Color = 5 // nice
	Gray   Color = 6 // free, rest, the sum of layers
	Gold   Color = 7
	Violet Color = 8
)

// ColorOf returns the colour of the i-th line, from 0, of those that are told apart by colour alone. Sky is last, because it
// resembles Blue.
func ColorOf(i int) Color {
	order := [...]Color{Blue, Orange, Pink, Green, Gold, Violet, Gray, Sky}
	return order[i%len(order)]
}

// Dash is the pattern of a line, so that lines differ without colour too.
type Dash string

// The patterns, as ECharts names them.
const (
	Solid  Dash = ""
	Dashed Dash = "dashed"
	Dotted Dash = "dotted"
)
