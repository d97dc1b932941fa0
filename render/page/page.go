// Package page holds what each kind of page shows, in words that are ready to be read. Package render fills these structs
// in, and package templates turns them into HTML.
//
// It formats nothing, escapes nothing, and imports nothing. Every string is plain text, unless its field says otherwise.
package page

// Page is what all pages have in their heads and feet.
type Page struct {
	Title   string
	Root    string // prefix of every link: the way up to the site's folder
	Script  string // from the site's folder
	Style   string // from the site's folder
	Feed    bool   // the page names the feed of state changes
	State   string // ok, warning, silent or critical
	Version string
}

// Stamp is a time: for scripts, for machines and for people. The zero Stamp is an unknown time.
type Stamp struct {
	MS   int64 // since 1970
	ISO  string
	Text string
}

// Reason is one thing that is wrong with a host.
type Reason struct {
	Text, State string
	Rule        string // the level that makes it a reason: "warning from 85 % used"; "" for none
	Chart       string // ID of the chart on the host's page that shows it; "" for none
	See         []Link // charts on the host's page that may explain it: their titles, and their IDs as File
}

// Fact is something that is told about a machine or a run.
type Fact struct{ Label, Value string }

// Link leads to another page.
type Link struct {
	Title string
	File  string // from the site's folder
}
