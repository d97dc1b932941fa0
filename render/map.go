package render

import (
	"strconv"
	"strings"

	"psmonitor/render/page"
)

// This file is about the map of a fleet, a small square for each host. The page script draws it (public/src/map.js), from the
// rows and lists of the page; the server reserves its height.

const (
	mapFrom   = 100 // hosts; with fewer, the table says it all
	mapValues = 3   // of a row, which the map can show: CPU, memory and disk
)

// How the hosts of a map are grouped, as the page script does it (public/src/map-layout.js).
const (
	orderOfGroups = "Groups are those of the configuration, in its order; a host of several is in the first."
	orderOfNames  = "Groups are from A to Z, named after the first part that their hosts' names share."
)

// newMap returns the map of a fleet with so many hosts and groups; the zero Map for a small one. The heights are those of squares of
// 12 pixels in a window 1280 pixels wide, and of 7 in one of 390. The script draws smaller squares where these do not fit.
func newMap(hosts, groups int) page.Map {
	if hosts < mapFrom {
		return page.Map{}
	}
	order := orderOfGroups
	if groups == 0 {
		order = orderOfNames
		groups = 12
	}
	cells := hosts + 6*groups // a group's name is as wide as some squares
	return page.Map{Order: order, Wide: emText(min(480, 13*(1+cells/94))), Narrow: emText(min(400, 8*(1+cells/45)))}
}

// emText returns a length in pixels as a length that grows with the reader's font size.
func emText(pixels int) string { return strconv.FormatFloat(float64(pixels)/16, 'f', -1, 64) + "em" }

// usedText returns a row's percentages for the map: "20 85 44"; "–" stands for an unknown one.
func usedText(r *hostRow) string {
	var b []byte
	for i, v := range r.Values[:min(len(r.Values), mapValues)] {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, strings.TrimSuffix(v.Text, " %")...)
	}
	return string(b)
}
