package render

import (
	"bytes"

	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// pageBuffer has a host's page, and the parts that go into it: pictures and JSON. Its memory is used for one host after the
// other.
type pageBuffer struct {
	bytes.Buffer
	parts []byte
}

// Reset empties the buffer.
func (b *pageBuffer) Reset() {
	b.Buffer.Reset()
	b.parts = b.parts[:0]
}

// part returns what is appended to the parts. It is valid until Reset, even when appending further parts moves them.
func (b *pageBuffer) part(appendTo func([]byte) []byte) []byte {
	from := len(b.parts)
	b.parts = appendTo(b.parts)
	return b.parts[from:]
}

// hostPage makes the page of a host's samples. Its row and its tiles are made; has tells which pages it leads to.
func (s *Site) hostPage(b *pageBuffer, h *report.Host, row *hostRow, tiles []page.Tile, has pageSet) error {
	p := s.newHostPage(h, row, has)
	p.Tiles = tiles
	if len(h.Charts) > 0 {
		p.Charts = hostCharts(b, h)
		p.Sections = newSections(h, p.Charts)
		var err error
		if p.Data, err = s.hostData(b, h, 0); err != nil {
			return err
		}
	}
	return templates.Host(&b.Buffer, &p)
}

// maxReasons is how many reasons a host's page shows before somebody asks for all.
const maxReasons = 6

// newHostPage returns what the page of a host's samples shows beside its tiles and charts.
func (s *Site) newHostPage(h *report.Host, row *hostRow, has pageSet) page.Host {
	first := min(len(row.Reasons), maxReasons)
	p := page.Host{
		Page: s.page(hostTitle(h), "../../", row.State), Name: h.Name, Server: h.Server, Last: row.Last, Cadence: h.Due,
		Silent: h.Silent, Now: nowWord(h), Since: newStamp(h.Since), Held: heldFor(h), Facts: facts(h), Reasons: row.Reasons[:first], Folded: row.Reasons[first:],
		Notes: h.Notes,
	}
	p.Ranges, p.Before = ranges(h, samplesPage, has), beforeText(h, samplesPage)
	p.Course, p.Changes = s.course(&row.Ribbon), hostChanges(h)
	p.Script = s.assets.host
	return p
}

// page returns what the pages of several hosts have in their heads; root is the way up to the site's folder.
func (s *Site) page(title, root, state string) page.Page {
	return page.Page{Title: title, Root: root, State: state, Script: s.assets.overview, Style: s.assets.style, Version: s.Version}
}

// hostData returns what the page script needs: the charts' options, and their numbers. open is how many hours the charts show when the
// page is opened; 0 for the whole time.
func (s *Site) hostData(b *pageBuffer, h *report.Host, open int) ([]page.Data, error) {
	options, err := s.options.of(h.Charts)
	if err != nil {
		return nil, err
	}
	points := thin(h)
	shared, err := sharedJSON(h, points, open)
	if err != nil {
		return nil, err
	}
	list := []page.Data{{ID: "options", JSON: options}, {ID: "data", JSON: shared}}
	for _, c := range h.Charts {
		list = append(list, page.Data{ID: "data-" + c.ID, JSON: b.part(func(part []byte) []byte { return appendColumns(part, points.chart(c)) })})
	}
	return list, nil
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
		see := make([]page.Link, len(r.See))
		for i, id := range r.See {
			see[i] = page.Link{Title: h.Chart(id).Title, File: id}
		}
		list = append(list, page.Reason{Text: r.Text, State: r.State.String(), Rule: r.Rule, Chart: r.Chart, See: see})
	}
	return list
}
