package page

// Overview is the list of all hosts of a small fleet.
type Overview struct {
	Page
	Heading string
	At      Stamp    // the newest sample of all hosts
	Away    []Reason // stores that cannot be read
	Silent  string   // that all hosts are silent; "" if not all are
	Counts  []Count
	Groups  []Group
	Compare []Link
	Map     Map
	Table   Table
	Changes Changes
}

// Map is a map of all hosts, which the page script draws. The zero Map is none.
type Map struct {
	Order        string // which groups there are, and in which order, in a sentence
	Wide, Narrow string // height that is reserved on wide and on narrow screens: "15em"
}

// Count tells how many hosts are in a state.
type Count struct {
	State string
	Text  string // N as it is shown: 10 000
	N     int
}

// Group is a group of hosts.
type Group struct {
	Name   string
	Link   string // the address of the overview that shows this group alone
	Hosts  string
	Counts []Count // without states in which there is no host
}

// Fleet is the overview of a large fleet: the hosts in trouble, and the names of all others.
type Fleet struct {
	Overview        // its table has the worst hosts in trouble
	Trouble  string // how many hosts are in trouble
	Shown    string // what follows that number: "in trouble: the worst 1 000"
	More     []Section
	Others   []Block // by chapter
}

// Section lists the other hosts in trouble that are in one state.
type Section struct {
	Hosts  string // how many
	State  string
	Blocks []Block
}

// Block lists the names of some hosts that are in one state. A block of a chapter has a heading that leads there.
type Block struct {
	Chapter Link
	First   string // name of the chapter's first host
	Trouble string // how many hosts of the chapter are in trouble; "" for none
	State   string
	Entries []Entry
}

// Entry is a host of which only the name is shown.
type Entry struct {
	Name   string
	Domain string // that of the row
	File   string // the folder of its page; "" while it has no page
	Groups string // the places of its groups in the page's list of groups, from 1: "2 5"
	Used   string // percentages for the map, of CPU, memory and disk: "20 85 –"
}

// Chapter shows some hosts of a large fleet, by name.
type Chapter struct {
	Page
	Heading      string
	Place        string // "1–250 of 1 200 hosts, by name"
	Before, Next string // files beside this one; "" for none
	Compare      []Link
	Table        Table
}
