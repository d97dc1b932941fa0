package render

import (
	"strconv"

	"psmonitor/render/report"
)

// hostPage makes the page of a host, whose row is made, in d. What the template says of all such pages is made once
// and the texts are put in between, as they are in a chart's card: for the head and the tiles alone html/template would take
// nearly as long as all the pictures do. A test holds the page to what it would make.
func (s *Site) hostPage(d *scratch, h *report.Host, row *hostRow) error {
	v := newHostView(&d.glance, h, row)
	made, err := s.moulds.of(v.outline())
	if err != nil {
		return err
	}
	c := cast{html: d.page[:0], rest: made}
	v.fill(&c)
	if v.Draws {
		d.frame.reset(h)
		c.next()
		if c.html, err = s.appendCards(c.html, &d.frame, h); err != nil {
			return err
		}
		c.next()
		if c.html, err = s.options.append(c.html, h.Charts); err != nil {
			return err
		}
		c.next()
		c.html = appendNumbers(c.html, h)
	}
	d.page, err = c.end()
	return err
}

// mostReasons is how many reasons a host's page shows before somebody asks for all, and shortReasons how many its row does.
const (
	mostReasons  = 6
	shortReasons = 3
)

// newHostView returns what a host's page shows around its charts.
func newHostView(g *glance, h *report.Host, row *hostRow) hostView {
	first := min(len(row.Reasons), mostReasons)
	return hostView{
		page: page{Title: hostTitle(h), Draws: len(h.Charts) > 0, State: row.State},
		Name: h.Name, Server: h.Server, Last: row.Last, Silent: h.Silent, Since: sinceOf(h), Held: heldFor(h), Cadence: h.Due, Tiles: g.tiles(row),
		Facts: facts(h), Reasons: row.Reasons[:first], Others: row.Reasons[first:], Notes: h.Notes,
	}
}

// fill fills in all texts before the charts.
func (v *hostView) fill(c *cast) {
	c.texts(v.Title, v.Name)
	if v.Since.MS != 0 {
		c.number(v.Since.MS)
		c.texts(v.Since.ISO, v.Since.Text)
	} else if v.Held != "" {
		c.texts(v.Held)
	}
	if v.Last.MS != 0 {
		c.number(v.Last.MS)
		c.number(v.Cadence)
		c.texts(v.Last.ISO, v.Last.Text)
	}
	if v.Server != "" {
		c.texts(v.Server)
	}
	for _, f := range v.Facts {
		c.texts(f.Label, f.Value)
	}
	for _, list := range [...][]reason{v.Reasons, v.Others} {
		for _, r := range list {
			c.texts(r.State, r.Text)
		}
	}
	c.texts(v.Notes...)
	for i := range v.Tiles {
		v.Tiles[i].fill(c)
	}
}

func (t *tile) fill(c *cast) {
	c.texts(t.Label)
	if t.Spark != "" {
		c.texts(t.Spark)
	}
	c.texts(t.Text)
	if t.Meter() {
		c.share(t.Percent)
	}
	if t.Detail == "" {
		return
	}
	c.texts(t.Detail)
	if t.Full.MS != 0 {
		c.texts(t.Full.ISO)
		c.number(t.Full.MS)
		c.texts(t.Full.Text)
	}
}

// hostTitle begins with the state if it is not ok, as a row of tabs shows little of each title.
func hostTitle(h *report.Host) string {
	if h.State == report.OK {
		return h.Name + ": psmonitor"
	}
	return h.State.String() + ", " + h.Name + ": psmonitor"
}

func reasons(h *report.Host) []reason {
	var list []reason
	for _, r := range h.Reasons {
		list = append(list, reason{r.Text, r.State.String()})
	}
	return list
}

// sinceOf returns since when a host's state has been. It is silent since its last sample, though that was not known then.
func sinceOf(h *report.Host) stamp {
	if h.State == report.Silent {
		return newStamp(h.Last())
	}
	return newStamp(h.Since)
}

// heldFor says how long the state has been at least: "2 days", "5 h", "20 min"; "" where its begin is known.
func heldFor(h *report.Host) string {
	if h.Since != 0 || h.Held == 0 {
		return ""
	}
	minutes := (h.Last() - h.Held + h.Cadence + 30_000) / 60_000 // each sample covers a cadence
	switch hours := (minutes + 5) / 60; {
	case minutes == 0:
		return ""
	case hours >= 48:
		return plural(int(hours/24), "day")
	case hours >= 2:
		return strconv.FormatInt(hours, 10) + " h"
	}
	return strconv.FormatInt(minutes, 10) + " min"
}
