package page

// Changes are changes of state, the newest first.
type Changes struct {
	Heading string
	First   []Change
	Rest    []Change // those that are shown on demand
}

// Change is a change of a host's state. Before is the same state where only a silence began or ended.
type Change struct {
	At            Stamp
	Host, File    string // its name and the folder of its page; "" on its own page
	Zoom          string // on its own page, the address that shows the charts around it
	Before, State string
	Text          string // the reasons
}
