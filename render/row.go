package render

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
)

// This file writes the rows of a table of hosts. As html/template would take half a second for those of ten thousand
// hosts, they are appended as the rows of a chart's table are; a test holds them to what it would write.

// blockRows is how many rows are painted, or passed over, together. The stylesheet counts on it.
const blockRows = 50

// rowLabels are the headings of a row's values.
var rowLabels = [...]string{"CPU", "Memory", "Disk", "Load"}

// hostsTable is what the template "hosts" shows.
type hostsTable struct {
	Caption string
	ByName  bool // else those in trouble come first
	Labels  []string
	Rows    template.HTML
}

// rowBytes is about what a row takes, so that room for all is made at once.
const rowBytes = 3000

// tableOf returns the table of hosts, in their order; root leads to the site's folder.
func tableOf(rows []hostRow, root, caption string, byName bool) hostsTable {
	b := make([]byte, 0, rowBytes*len(rows))
	for i := range rows {
		if i > 0 && i%blockRows == 0 {
			b = append(b, "</tbody><tbody role=\"rowgroup\">\n"...)
		}
		b = appendHostRow(b, &rows[i], root)
	}
	return hostsTable{Caption: caption, ByName: byName, Labels: rowLabels[:], Rows: template.HTML(b)}
}

// appendHostRow appends the row of a host. All its texts are escaped, be they words of ours: a row may come out of a file.
func appendHostRow(b []byte, r *hostRow, root string) []byte {
	b = appendWithin(b, `<tr role="row" data-host="`, r.Name, `"`)
	b = appendWithin(b, ` data-state="`, r.State, `"`)
	if r.Silent {
		b = append(b, ` data-silent`...)
	}
	b = append(b, `><th scope="row" role="rowheader" class="host">`...)
	b = appendWithin(b, `<svg class="mark `, r.State, `" aria-hidden="true">`)
	b = appendWithin(b, `<use href="#mark-`, r.State, `"/></svg>`)
	b = appendHostLink(b, r, root)
	b = appendWithin(b, `<span class="unseen">`, r.State, `</span>`)
	for _, group := range r.Groups {
		b = appendWithin(b, `<small class="group">`, group, `</small>`)
	}
	b = appendWithin(b, `</th><td role="cell" class="why `, r.State, `">`)
	b = appendReasons(b, r)
	if r.Since.MS != 0 {
		b = appendWithin(b, ` <span class="since">since <time datetime="`, r.Since.ISO, `">`)
		b = appendWithin(b, "", r.Since.Text, `</time></span>`)
	} else if r.Held != "" {
		b = appendWithin(b, ` <span class="since">for `, r.Held, ` or more</span>`)
	}
	b = append(b, "</td>\n"...)
	for i := range r.Values {
		b = appendCell(b, &r.Values[i])
	}
	return append(appendAge(b, r), "</tr>\n"...)
}

// appendReasons appends the first things that are wrong. Those that are of another state than the host say so.
func appendReasons(b []byte, r *hostRow) []byte {
	for i, why := range r.Reasons {
		if i > 0 {
			b = append(b, "; "...)
		}
		switch {
		case i == shortReasons: // the others are there to be found
			b = append(appendInt(append(b, "and "...), int64(len(r.Reasons)-i)), " more<span hidden>"...)
			for _, other := range r.Reasons[i:] {
				b = appendEscaped(append(b, "; "...), other.Text)
			}
			return append(b, "</span>"...)
		case why.State != r.State:
			b = appendWithin(appendWithin(b, `<span class="`, why.State, `">`), "", why.Text, `</span>`)
		default:
			b = appendEscaped(b, why.Text)
		}
	}
	return b
}

// appendHostLink appends a host's name, which leads to its page where it has one.
func appendHostLink(b []byte, r *hostRow, root string) []byte {
	if r.File == "" {
		return appendWithin(b, `<b>`, r.Name, `</b>`)
	}
	b = appendTexts(b, `<a href="`, root)
	b = appendWithin(b, `host/`, r.File, `/index.html">`)
	return appendWithin(b, "", r.Name, `</a>`)
}

// appendCell appends one value of a host, with its course and how much of all there is it takes.
func appendCell(b []byte, c *valueCell) []byte {
	b = appendWithin(b, `<td role="cell" class="value `, c.State, `">`)
	b = appendWithin(b, `<span class="label">`, c.Label, `</span>`)
	b = appendWithin(b, `<b>`, c.Text, `</b>`)
	if c.Spark != "" {
		b = appendWithin(b, `<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"><path d="`, c.Spark, `"/></svg>`)
	}
	if c.Meter() {
		b = append(b, `<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">`+
			`<rect class="all" width="100" height="4"/><rect class="part" width="`...)
		b = appendShare(b, c.Percent)
		b = append(b, `" height="4"/></svg>`...)
	}
	if c.Detail != "" {
		b = appendWithin(b, `<small>`, c.Detail, `</small>`)
	}
	return append(b, "</td>\n"...)
}

// appendShare appends a bar's length as html/template prints it. Values have a decimal at most.
func appendShare(b []byte, percent float64) []byte {
	if tenths := math.Round(percent * 10); tenths > 0 && tenths < 1e6 && tenths/10 == percent {
		return strconv.AppendFloat(b, percent, 'f', -1, 64)
	}
	return appendEscaped(b, fmt.Sprint(percent))
}

// appendAge appends the cell that the page script writes the age into.
func appendAge(b []byte, r *hostRow) []byte {
	if r.Last.MS == 0 {
		return append(b, `<td role="cell" class="age-cell">never</td>`...)
	}
	b = append(b, `<td role="cell" class="age-cell" data-last="`...)
	b = appendInt(b, r.Last.MS)
	b = append(b, `" data-cadence="`...)
	b = appendInt(b, r.Cadence)
	b = appendWithin(b, `"><time class="unseen" datetime="`, r.Last.ISO, `">`)
	b = appendWithin(b, "", r.Last.Text, `</time>`)
	return appendWithin(b, `<span class="age">`, r.Last.Text, `</span></td>`)
}

// appendWithin appends a foreign text, escaped, between two of our own.
func appendWithin(b []byte, before, text, after string) []byte {
	return append(appendEscaped(append(b, before...), text), after...)
}
