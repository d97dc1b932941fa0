package page

// Row is the row of a host in a table of hosts.
type Row struct {
	Name    string
	Domain  string // the end of the name that most hosts' names have in common: ".example.org"; "" for none
	File    string // the folder of its page; "" while it has no page
	Groups  []string
	State   string
	Silent  bool // whatever the state is
	Reasons []Reason
	Since   Stamp  // of the state; the zero Stamp where it is unknown
	Held    string // how long the state has lasted at least, where Since is unknown
	Last    Stamp  // the newest sample
	Cadence int64  // ms: the spacing by which lateness is judged
	Old     bool   // its newest sample is older than those of most hosts
	Values  []Value
	Ribbon  Ribbon
	Box     string // viewBox of the sparklines: all rows of a table show one stretch of time
}

// Value is a newest value of a host, with its course over time.
type Value struct {
	Label  string
	Text   string
	Detail string
	State  string
	Chart  string // ID of the chart on the host's page that shows it; "" for none
	Bar    string // length of the bar in percent; "" for no bar
	Spark  string // SVG path data in a box of 96 by 24; "" for none
	Tail   string // SVG path data that continues Spark up to 12 beyond the box, by a forecast; "" for none
}

// Table is a table of hosts.
type Table struct {
	Caption string
	ByName  bool // else the hosts in trouble come first
	Root    string
	Labels  []string // of the rows' values
	Span    string   // what the ribbons show: "State, 48 h"
	Period  string   // how long that is: "48 h"
	Each    string   // length of a ribbon's cell: "hour"
	Order   string   // of the rows, in a sentence
	Heard   Stamp    // the oldest newest sample of the rows that do not tell their age; the zero Stamp for none
	Rows    []*Row
}
