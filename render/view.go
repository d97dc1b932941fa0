package render

import (
	"html/template"

	"psmonitor/report"
)

// page is what all pages show.
type page struct {
	Title   string
	Root    string // prefix of every link: the way up to the site's folder
	Script  string // from the site's folder
	Style   string
	State   string
	Version string
}

// hostView is what templates/host.gohtml shows. All strings are plain text.
type hostView struct {
	page
	Name    string
	Server  string
	Last    stamp
	Cadence int64 // ms
	Facts   []fact
	Reasons []string
	Notes   []string
	Charts  []chartView
	Options template.JS
	Data    template.JS
}

type fact struct{ Label, Value string }

type chartView struct {
	ID, Title, Unit string
	Wide            bool
	SVG             template.HTML
	Columns         []string
	Rows            []rowView
}

type rowView struct {
	Series             string
	Name               string
	Color              int
	Dash               string
	Now, Min, Avg, Max string
	Extra              []string
}

// overviewView is what templates/overview.gohtml shows.
type overviewView struct {
	page
	Counts []count
	Hosts  []hostRow
}

type count struct {
	State string
	N     int
}

// hostRow is a host's row of the overview: all that stays in memory of a host when its page is written.
type hostRow struct {
	Name    string
	File    string // its folder; "" while it has no page
	Groups  []string
	State   string
	Reasons []string
	Last    stamp
	Cadence int64 // ms
	Values  []valueCell

	state report.State
}

type valueCell struct {
	Label, Text string
	Detail      string
	Percent     float64 // -1: no bar
	Spark       string  // path data in a box of sparkWidth by sparkHeight
	State       string
}
