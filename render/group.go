package render

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// groupsOf returns the groups that a row is in, in the order of the configuration, with their counts.
func (s *Site) groupsOf(rows []hostRow) []page.Group {
	counts := map[string]map[report.State]int{}
	for i := range rows {
		for j, name := range rows[i].Groups {
			if slices.Contains(rows[i].Groups[:j], name) {
				continue // two of the configuration's groups have that name
			}
			if counts[name] == nil {
				counts[name] = map[report.State]int{}
			}
			counts[name][rows[i].Rank]++
		}
	}
	var groups []page.Group
	for _, name := range s.Groups {
		if counts[name] != nil {
			groups = append(groups, newGroup(name, counts[name]))
			delete(counts, name) // said twice in the configuration, shown once
		}
	}
	return groups
}

func newGroup(name string, counts map[report.State]int) page.Group {
	g := page.Group{Name: name, Link: "#group=" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")}
	all := 0
	for _, state := range worstFirst {
		if n := counts[state]; n > 0 {
			g.Counts = append(g.Counts, page.Count{State: state.String(), Text: formatCount(n), N: n})
			all += n
		}
	}
	g.Hosts = hostsText(all)
	return g
}

// groupPlaces are where groups stand in the list that a page can be asked for, the first at 1, by their names.
type groupPlaces map[string]int

func placesOf(groups []page.Group) groupPlaces {
	places := groupPlaces{}
	for i, g := range groups {
		places[g.Name] = i + 1
	}
	return places
}

// of returns the places of a host's groups: "2 5".
func (p groupPlaces) of(groups []string) string {
	var b []byte
	for _, name := range groups {
		if place := p[name]; place > 0 {
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(place), 10)
		}
	}
	return string(b)
}

// formatCount returns n with its thousands apart.
func formatCount(n int) string { return string(appendPlain(nil, float64(n))) }
