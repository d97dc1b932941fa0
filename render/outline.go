package render

import (
	"html/template"
	"slices"
)

// outline is all that a host's page consists of beside its texts, and so what pages share. The states are words of ours.
type outline struct {
	state                         string
	since, held                   bool // the state's
	silent                        bool
	last, server, charts          bool
	facts, reasons, others, notes int
	values                        int
	tiles                         [mostTiles]tileOutline // so many of them as values says
}

type tileOutline struct {
	state                      string
	spark, meter, detail, full bool
}

// mostTiles is how many tiles a page has at most: those of the row's values, and the network's.
const mostTiles = len(rowLabels) + 1

// outline returns the outline of a page.
func (v *hostView) outline() outline {
	o := outline{state: v.State, since: v.Since.MS != 0, silent: v.Silent, held: v.Held != "", last: v.Last.MS != 0, server: v.Server != "", charts: v.Draws,
		facts: len(v.Facts), reasons: len(v.Reasons), others: len(v.Others), notes: len(v.Notes), values: len(v.Tiles)}
	for i := range v.Tiles {
		t := &v.Tiles[i]
		o.tiles[i] = tileOutline{state: t.State, spark: t.Spark != "", meter: t.Meter(), detail: t.Detail != "", full: t.Full.MS != 0}
	}
	return o
}

// blankHost is a hostView with a cut for each text.
type blankHost struct {
	page
	Name, Server, Held string
	Silent             bool
	Cadence            string
	Last, Since        blankStamp
	Tiles              []blankTile
	Facts              []fact
	Reasons, Others    []reason
	Notes              []string
	Cards, Numbers     template.HTML
	Options            template.JS
}

type blankStamp struct{ MS, ISO, Text string }

type blankTile struct {
	Label, Text, Detail, State, Spark string
	Meter                             bool
	Percent                           string
	Full                              blankStamp
}

// blank returns the view of all pages with the outline; p is what pages have in common anyway.
func (o *outline) blank(p page) blankHost {
	p.Title, p.State, p.Draws = cut, o.state, o.charts
	v := blankHost{page: p, Name: cut, Server: cutIf(o.server), Held: cutIf(o.held), Silent: o.silent, Cadence: cut, Last: stampIf(o.last), Since: stampIf(o.since),
		Facts: slices.Repeat([]fact{{cut, cut}}, o.facts), Reasons: slices.Repeat([]reason{{cut, cut}}, o.reasons),
		Others: slices.Repeat([]reason{{cut, cut}}, o.others), Notes: slices.Repeat([]string{cut}, o.notes),
		Cards: template.HTML(cutIf(o.charts)), Options: cut, Numbers: cut}
	for _, t := range o.tiles[:o.values] {
		v.Tiles = append(v.Tiles, blankTile{Label: cut, Text: cut, Detail: cutIf(t.detail), State: t.state, Spark: cutIf(t.spark),
			Meter: t.meter, Percent: cut, Full: stampIf(t.full)})
	}
	return v
}

func cutIf(there bool) string {
	if there {
		return cut
	}
	return ""
}

func stampIf(there bool) blankStamp {
	return blankStamp{cutIf(there), cutIf(there), cutIf(there)}
}
