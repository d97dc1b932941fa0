package svg

import (
	"math"
	"slices"
)

// drawGaps makes the areas of the gaps.
func (t *Timeline) drawGaps(gaps []Interval) {
	if len(gaps) == 0 {
		return
	}
	b := []byte(`<path class="gap" d="`)
	for _, g := range gaps {
		from, to := t.left(g.From), t.left(g.To)
		b = append(b, 'M')
		b = appendInt(b, from)
		b = append(b, " 0h"...)
		b = appendInt(b, max(1, to-from))
		b = append(b, "v240H"...)
		b = appendInt(b, from)
	}
	t.gaps = append(b, `"/>`...)
}

// Percent of the plot between the labels of two reboots, at least: 45 pixels in a wide chart, and in a narrow one, which
// leaves out those of classFine.
const (
	rebootRoom       = 10
	rebootRoomNarrow = 20
)

// drawReboots makes the lines of the reboots and their labels.
func (t *Timeline) drawReboots(reboots []int64) {
	if len(reboots) == 0 {
		return
	}
	t.reboots = append(t.reboots, `<path class="reboot" d="`...)
	t.rebootLabels = append(t.rebootLabels, `<g class="mark-label above" text-anchor="middle">`...)
	last, lastInNarrow := math.Inf(-1), math.Inf(-1)
	for _, r := range reboots {
		t.reboots = appendVertical(t.reboots, t.left(r))
		at := t.share(r)
		if at-last < rebootRoom {
			continue
		}
		class := classFine
		if at-lastInNarrow >= rebootRoomNarrow {
			class, lastInNarrow = "", at
		}
		last = at
		t.rebootLabels = appendText(t.rebootLabels, class, at, 0, "reboot")
	}
	t.reboots = append(t.reboots, `"/>`...)
	t.rebootLabels = append(t.rebootLabels, `</g>`...)
}

// appendLevels draws the limit and the levels that are within the axis.
func (p plot) appendLevels(b []byte, c Chart) []byte {
	b = p.appendLevel(b, FurtherLevel{c.Limit, "limit"})
	b = p.appendLevel(b, FurtherLevel{c.Warning.Value, "warning"})
	b = p.appendLevel(b, FurtherLevel{c.Critical.Value, "critical"})
	for _, l := range c.Further {
		b = p.appendLevel(b, l)
	}
	return b
}

func (p plot) appendLevel(b []byte, l FurtherLevel) []byte {
	if !p.shows(l.Value) {
		return b
	}
	b = append(b, `<path class="`...)
	b = append(b, l.Class...)
	b = append(b, `" d="`...)
	b = appendHorizontal(b, p.height(l.Value))
	return append(b, `"/>`...)
}

// appendLevelLabels labels the limit within the plot, and the levels beside it: one a little above its line, and the
// other below.
func (p plot) appendLevelLabels(b []byte, c Chart) []byte {
	if p.shows(c.Limit) {
		b = p.appendLevelLabel(b, "within", 0, c.Limit, c.LimitLabel)
	}
	if p.shows(c.Warning.Value) {
		b = p.appendLevelLabel(b, "warning", 100, c.Warning.Value, c.Warning.text(c.Scale))
	}
	if p.shows(c.Critical.Value) {
		b = p.appendLevelLabel(b, "critical", 100, c.Critical.Value, c.Critical.text(c.Scale))
	}
	return p.appendFurtherLabels(b, c)
}

func (p plot) appendLevelLabel(b []byte, class string, x, level float64, text string) []byte {
	b = append(b, `<g class="mark-label `...)
	b = append(b, class...)
	b = append(b, `">`...)
	b = appendText(b, "", x, p.share(level), text)
	return append(b, `</g>`...)
}

// levelRoom is how far a further level must be from others for its label, in percent of the plot. public/src/marks.js has the same.
const levelRoom = 9

// appendFurtherLabels labels the further levels that are not near to one that has a label.
func (p plot) appendFurtherLabels(b []byte, c Chart) []byte {
	var taken []float64
	for _, level := range [...]float64{c.Warning.Value, c.Critical.Value} {
		if level != 0 {
			taken = append(taken, p.share(level))
		}
	}
	for _, l := range c.Further {
		at := p.share(l.Value)
		near := slices.ContainsFunc(taken, func(other float64) bool { return math.Abs(other-at) < levelRoom })
		if near || !p.shows(l.Value) {
			continue
		}
		taken = append(taken, at)
		b = p.appendLevelLabel(b, l.Class, 100, l.Value, c.Scale.Label(l.Value))
	}
	return b
}

// appendDirections says in the corners of the plot what is above zero and what is below. The page script leaves these texts
// visible over its own drawing, and its pictures copy them.
func appendDirections(b []byte, c Chart) []byte {
	if c.Up == "" || c.Down == "" {
		return b
	}
	b = append(b, `<g class="direction">`...)
	b = appendText(b, "", 0, 0, c.Up+" ↑")
	b = append(b, `</g><g class="direction below">`...)
	b = appendText(b, "", 0, 100, c.Down+" ↓")
	return append(b, `</g>`...)
}

// shows reports whether there is a level and the axis includes it.
func (p plot) shows(level float64) bool {
	return level != 0 && level >= p.axis.Min && level <= p.axis.Max // false for NaN
}

func appendHorizontal(b []byte, y int) []byte {
	b = append(b, "M0"...)
	b = appendNext(b, y)
	return append(b, "h600"...)
}

func appendVertical(b []byte, x int) []byte {
	b = append(b, 'M')
	b = appendInt(b, x)
	return append(b, " 0v240"...)
}

// text returns a level's label.
func (l Level) text(s Scale) string {
	if l.Label != "" {
		return l.Label
	}
	return s.Label(l.Value)
}
