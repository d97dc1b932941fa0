package page

// Host is the page of a host.
type Host struct {
	Page
	Name     string
	Server   string // what the host calls itself, where that is another name
	Before   string // with which period charts can be compared: "the day before"; "" if there is none before
	Means    string // what the charts show in place of samples: "hourly means"; "" for samples
	Last     Stamp  // the newest sample, or the end of the newest hour or day
	Cadence  int64  // ms: the spacing by which lateness is judged
	Silent   bool   // whatever the state is
	Now      string // what the tiles show: "Now", or "Last" of a silent host
	Since    Stamp  // of the state; the zero Stamp where it is unknown
	Held     string // how long the state has lasted at least, where Since is unknown
	Facts    []Fact
	Reasons  []Reason
	Folded   []Reason // those that are shown on demand
	Course   Course
	Changes  Changes
	Notes    []string
	Sections []HostSection
	Ranges   []Range // the shortest first; the last one of this page is the whole time
	Tiles    []Tile
	Charts   []Chart
	Data     []Data
}

// HostSection is some charts that belong together: all about disks, for example.
type HostSection struct {
	Title  string
	State  string   // the worst of what the charts show; "" if that is ok
	Charts []string // IDs
}

// Range is a stretch of time before the newest sample, shown by this page or another one of the host.
type Range struct {
	Hours int
	Text  string // "48 h", "week"
	File  string // of the other page, in the same folder; "" for this one
	Shown bool   // by the page when it is opened
}

// Tile is a newest value at the head of the page.
type Tile struct {
	Value
	Box  string // viewBox of Spark
	Full Stamp  // when the disk is forecast to be full; its text is the day alone
}

// Chart is a chart with the table of its lines.
type Chart struct {
	ID, Title string
	State     string // ok, or that of what is wrong
	Wide      bool
	Shut      bool      // shown on demand
	Open      bool      // shown from the beginning, though it can be shut
	Note      string    // beside the title: "none in 48 h"; "" for none
	Of        string    // what the statistics are of: "samples"
	Elements  *Elements // what stands in place of the chart; nil for none
	Now       string    // heading of the newest values: "Now", or "Last" of a silent host
	Columns   []string  // headings of the table's columns after those that every table has
	Picture   []byte    // SVG
	First     []Series
	Folded    []Series // those that are shown on demand
}

// Series is a line of a chart, and its row in the table.
type Series struct {
	ID    string
	Color int    // place in the palette, from 1
	Dash  string // dashed or dotted; "" for a solid line
	Name  string
	State string // ok, or that of what is wrong

	Direction string // up or down in a chart with lines below zero; else ""

	// Head and Tail are a long name in two parts, of which Head is cut where there is little room. A short name has no Tail.
	Head, Tail string

	Now, Min, Avg, Max, P95 string
	Others                  []string // values of the chart's Columns
}

// Elements is a table with a row for each element of a chart.
type Elements struct {
	Columns []string // headings of the values between the percentage and the course
	Span    string   // length of the course: "48 h"
	Beside  Link     // the chart of which a column has the newest values: its title, and its ID as File
	Grows   bool     // a forecast says so of an element
	Rows    []Element
}

// Element is a row of Elements.
type Element struct {
	Name, Head, Tail  string // as of a Series
	Color             int
	Dash              string
	State             string
	Now, Bar          string
	Warning, Critical string   // where the levels are on the bar; "" for none
	Values            []string // of Columns
	Spark, Ahead      string   // the course, and how a forecast goes on
	PerDay            string
	Full              Stamp  // its text is the day alone
	Beside            string // of the other chart
	BesideState       string // ok where the value is of no interest
}

// Data is JSON for the page script.
type Data struct {
	ID   string
	JSON []byte // without <
}
