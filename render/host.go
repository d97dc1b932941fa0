package render

import (
	"bytes"
	"strconv"

	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// scratch is the memory in which pages of one host after the other are made.
type scratch struct {
	page     bytes.Buffer
	parts    []byte // pictures and JSON of the page
	rows     rowBuilder
	frame    frame
	comparer comparer
	article  article
}

// hostPage makes the page of a host, whose row is made, in d.page.
func (s *Site) hostPage(d *scratch, h *report.Host, row *hostRow) error {
	p := s.newHostPage(d, h, row)
	if len(h.Charts) > 0 {
		d.parts = d.parts[:0]
		d.addCharts(&p, h)
		if err := s.addData(d, &p, h); err != nil {
			return err
		}
	}
	d.page.Reset()
	return templates.Host(&d.page, &p)
}

// maxReasons is how many reasons a host's page shows before somebody asks for all.
const maxReasons = 6

// newHostPage returns what the page of a host shows around its charts.
func (s *Site) newHostPage(d *scratch, h *report.Host, row *hostRow) page.Host {
	first := min(len(row.Reasons), maxReasons)
	p := page.Host{
		Page: s.page(hostTitle(h), "../../", row.State), Name: h.Name, Server: h.Server, Last: row.Last, Cadence: h.Due,
		Silent: h.Silent, Since: sinceOf(h), Held: heldFor(h), Facts: facts(h), Reasons: row.Reasons[:first], Folded: row.Reasons[first:],
		Notes: h.Notes, Tiles: d.rows.tiles(row),
	}
	p.Script, p.Draws = s.assets.host, len(h.Charts) > 0
	return p
}

// page returns what the pages of several hosts have in their heads; root is the way up to the site's folder.
func (s *Site) page(title, root, state string) page.Page {
	return page.Page{Title: title, Root: root, State: state, Script: s.assets.overview, Style: s.assets.style, Version: s.Version}
}

// addCharts adds a host's charts to its page.
func (d *scratch) addCharts(p *page.Host, h *report.Host) {
	d.frame.reset(h)
	p.Charts = make([]page.Chart, len(h.Charts))
	for i, c := range h.Charts {
		p.Charts[i] = newChart(c)
		p.Charts[i].Picture = d.part(func(b []byte) []byte { return d.frame.appendPicture(b, c) })
	}
}

// addData adds what the page script needs: the charts' options, and their numbers.
func (s *Site) addData(d *scratch, p *page.Host, h *report.Host) (err error) {
	options := d.part(func(b []byte) []byte {
		b, err = s.options.append(b, h.Charts)
		return b
	})
	if err != nil {
		return err
	}
	p.Data = append(p.Data, page.Data{ID: "options", JSON: options},
		page.Data{ID: "data", JSON: d.part(func(b []byte) []byte { return appendData(b, h) })})
	for _, c := range h.Charts {
		p.Data = append(p.Data, page.Data{ID: "data-" + c.ID, JSON: d.part(func(b []byte) []byte { return appendColumns(b, c) })})
	}
	return nil
}

// part returns what is appended to d.parts. It holds until the next page, even when appending further parts moves them.
func (d *scratch) part(appendTo func([]byte) []byte) []byte {
	from := len(d.parts)
	d.parts = appendTo(d.parts)
	return d.parts[from:]
}

// hostTitle begins with the state if it is not ok, as a browser's tab shows little of a title.
func hostTitle(h *report.Host) string {
	if h.State == report.OK {
		return h.Name + ": psmonitor"
	}
	return h.State.String() + ", " + h.Name + ": psmonitor"
}

func reasons(h *report.Host) []page.Reason {
	var list []page.Reason
	for _, r := range h.Reasons {
		list = append(list, page.Reason{Text: r.Text, State: r.State.String()})
	}
	return list
}

// sinceOf returns since when a host's state has lasted. A silent host is silent since its last sample, though that was not
// known then.
func sinceOf(h *report.Host) page.Stamp {
	if h.State == report.Silent {
		return newStamp(h.Last())
	}
	return newStamp(h.Since)
}

// heldFor says how long the state has lasted at least: "2 days", "5 h", "20 min"; "" where its begin is known.
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
