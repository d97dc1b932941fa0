package render

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// feedLength is how many changes of state the feed has.
const feedLength = 50

// feedChange is a change of a host's state.
type feedChange struct {
	Host    string
	At      int64 // ms since 1970
	Before  report.State
	State   report.State
	Reasons []string
}

// feedBuffer holds the newest changes of all hosts, with some more while hosts come in.
type feedBuffer []feedChange

// changesOf returns the newest changes of a host.
func changesOf(h *report.Host) (list []feedChange) {
	before, skipped := h.First, len(h.Changes)-feedLength
	for i, c := range h.Changes {
		if i >= skipped {
			list = append(list, feedChange{h.Name, c.At, before, c.State, c.Reasons})
		}
		before = c.State
	}
	return list
}

// add takes the changes of a host.
func (f *feedBuffer) add(changes []feedChange) {
	*f = append(*f, changes...)
	if len(*f) > 20*feedLength {
		*f = f.newest()
	}
}

// newest returns the changes that the feed has, newest first; of one time, by host.
func (f *feedBuffer) newest() feedBuffer {
	slices.SortStableFunc(*f, func(a, b feedChange) int {
		return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(a.Host, b.Host), cmp.Compare(b.State, a.State))
	})
	return slices.Clone((*f)[:min(len(*f), feedLength)])
}

// The elements of an Atom feed. Source: RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feedXML returns feed.xml: the newest changes of all hosts. The ids are made of the site's seed, and of a change's host,
// time and state, so that a reader knows a change again and takes none for that of another site; newest is the time of
// the newest sample of all, for a feed without changes.
func feedXML(changes feedBuffer, newest int64, of seed) ([]byte, error) {
	f := atomFeed{ID: of.urn("feed"), Title: "psmonitor: changes of state", Updated: isoTime(newest), Author: "psmonitor",
		Links: []atomLink{{"self", "feed.xml"}, {"alternate", "index.html"}}}
	for i, c := range changes.newest() {
		if i == 0 {
			f.Updated = isoTime(c.At)
		}
		f.Entries = append(f.Entries, atomEntry{
			ID:      of.urn(c.Host + "/" + strconv.FormatInt(c.At, 10) + "/" + c.State.String()),
			Title:   c.Host + ": " + c.State.String(),
			Updated: isoTime(c.At),
			Link:    atomLink{"alternate", "host/" + metric.FileName(c.Host) + "/index.html"},
			Summary: summary(c),
		})
	}
	b := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(b).Encode(f); err != nil {
		return nil, fmt.Errorf("encode feed.xml: %w", err)
	}
	return append(b.Bytes(), '\n'), nil
}

// summary says what was wrong; of a host that is well again, before.
func summary(c feedChange) string {
	text := strings.Join(c.Reasons, "; ")
	switch {
	case c.State != report.OK:
		return text
	case text == "":
		return "all is well again"
	}
	return "was: " + text
}

// isoTime returns a time in ms since 1970 as RFC 3339 has it.
func isoTime(ms int64) string {
	if ms == 0 {
		return "1970-01-01T00:00:00Z" // the element must be there
	}
	return newStamp(ms).ISO
}
