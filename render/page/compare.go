package page

// Compare shows one chart of all hosts that have it.
type Compare struct {
	Page
	ID, Chart string // of the chart: ID and title
	Shown     string // how many hosts are shown
	Cut       bool   // there are others with this chart
	Span      string // length of the time axis: "48 h"
	To        Stamp  // end of the time axis; the zero Stamp where there is none
	Without   string // how many hosts have no such chart; "" for none
	Multiples []Multiple
	Compare   []Link
	Counts    []Count // of the hosts that are shown, by the states of this chart
	Groups    []Group // likewise
	Scale     Data    // that the charts share
}

// Multiple is the small chart of one host.
type Multiple struct {
	Name, File string
	Head, Tail string // the name without its domain: of a long one, Head is cut where there is little room
	Domain     string // that of a Row
	State      string // of this chart, or silent
	Silent     bool   // whatever the state is
	Groups     string // the places of its groups in the page's list of groups, from 1: "2 5"
	Now        string
	Note       string
	Picture    []byte // SVG
}
