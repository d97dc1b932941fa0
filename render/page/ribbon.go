package page

// Ribbon is the course of a host's state in 48 cells, as SVG path data in a box of 48 by 12: of each state the cells in
// which it was the worst, "" for none. In a gap samples are missing; where the state is unknown there are samples.
type Ribbon struct {
	OK, Warning, Silent, Critical, Gap, Unknown string

	Spans   []Span // cells that were not ok, the newest first
	More    int    // further ones
	Else    bool   // there are cells that were ok
	Trouble int    // higher the more cells were critical, then silent, then warning; 0 for none
}

// Course is a ribbon with its time.
type Course struct {
	Ribbon
	From, To Stamp
	Cell     int64  // length of a cell, ms
	Each     string // the same in words: "hour"
}

// Span is a stretch of cells of one state.
type Span struct {
	State    string // or "no samples", or "state not known"
	From, To Stamp
}
