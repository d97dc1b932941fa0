package page

// Run is what the last run of render tells about itself.
type Run struct {
	Page
	Last    Stamp
	Facts   []Fact
	Caption string
	Runs    []RunRow
}

// RunRow is one run.
type RunRow struct {
	At        Stamp
	Hosts     int // rendered and unchanged
	Rendered  int
	Failed    int
	CPU, Wall string
}
