package render

import (
	"html/template"

	"psmonitor/render/report"
)

// page is what all pages show.
type page struct {
	Title   string
	Root    string // prefix of every link: the way up to the site's folder
	Script  string // from the site's folder
	Draws   bool   // the script draws what is seen first: nothing is painted before it is there
	Style   string
	State   string
	Version string
	Here    string // on a page that compares hosts the chart's title, elsewhere ""
}

// hostView is what a host's page shows around the charts, in the places of templates/host.gohtml that outline.go cuts. All
// strings are plain text.
type hostView struct {
	page
	Name    string
	Server  string
	Last    stamp
	Silent  bool   // whatever the state is
	Since   stamp  // of the state
	Held    string // how long it has been at least, where nobody knows since when
	Cadence int64  // the spacing by which lateness is judged, ms
	Tiles   []tile
	Facts   []fact
	Reasons []reason
	Others  []reason // that are folded
	Notes   []string
}

// reason is one thing that is wrong with a host.
type reason struct{ Text, State string }

type fact struct{ Label, Value string }

// tile is a value of now, at the head of a host's page.
type tile struct {
	valueCell
	Full stamp // when the disk is forecast to be full; its text is the day alone
}

// chartView is what the template "chart" shows. Cut stands for the picture, the first rows and the others.
type chartView struct {
	ID, Title string
	Wide      bool
	Columns   []string // of the table, beyond those that each has
	First     int      // rows that are shown before somebody asks for all
	Total     int
	Folded    bool // there are others
	Cut       template.HTML
}

// overviewView is what templates/overview.gohtml shows.
type overviewView struct {
	page
	At      stamp // of the newest sample
	Counts  []count
	Hosts   int
	Groups  []group
	Compare []link
	Table   hostsTable
}

// fleetView is what templates/fleet.gohtml shows: the overview of more hosts than one table is for.
type fleetView struct {
	page
	At      stamp // of the newest sample
	Counts  []count
	Hosts   string // how many
	Groups  []group
	Compare []link
	Trouble string // how many hosts
	Shown   string // of them, in the table; "" for all
	Table   hostsTable
	More    template.HTML // the others in trouble
	Others  template.HTML
}

// chapterView is what templates/chapter.gohtml shows: some of the hosts, by name.
type chapterView struct {
	page
	First, Last  string // names
	From, To, Of string // their places, and how many hosts there are
	Before, Next string // files beside this one; "" for none
	Compare      []link
	Table        hostsTable
}

// link is a way to another page; File is from the site's folder.
type link struct{ Title, File string }

// compareView is what templates/compare.gohtml shows: one chart of all hosts that have it.
type compareView struct {
	page
	Span    string // of the time axis: "48 h"
	To      stamp  // where it ends
	Total   int    // hosts that have it; not all of them may be shown
	Others  int    // hosts without it
	Charts  []compareCell
	Compare []link
}

type compareCell struct {
	Name, File, State string
	Now, Detail       string
	Outside           string // why the picture is not within the time shown, in words
	SVG               template.HTML
}

type count struct {
	State string
	Text  string // N, as people read it
	N     int
}

// group is one of the configuration's, and how many hosts of which state are in it.
type group struct {
	Name   string
	Hosts  string
	Counts []count // without states in which there is none
}

// hostRow is a host's row of the overview: all that stays in memory of a host when its page is written.
type hostRow struct {
	Name    string
	File    string // its folder; "" while it has no page
	Groups  []string
	State   string
	Silent  bool // whatever the state is
	Reasons []reason
	Since   stamp  // of the state; the zero stamp where nobody knows
	Held    string // how long it has been then at least
	Last    stamp
	Cadence int64 // ms
	Values  []valueCell

	state  report.State
	status status
}

type valueCell struct {
	Label, Text string
	Detail      string
	Percent     float64 // -1: no bar
	Spark       string  // path data, in a box of 96 by 24
	State       string
}

// Meter reports whether there is a bar.
func (c *valueCell) Meter() bool { return c.Percent >= 0 }
