package render

import (
	"strings"
	"unicode/utf8"

	"psmonitor/render/report"
)

// This file writes a chart's card: the picture and the rows of the table, into the shell that hosts share. A page has
// hundreds of cells, for which html/template would take longer than for all the rest together; a test holds the rows to
// what it would write.

// appendCards appends the cards of all charts.
func (s *Site) appendCards(b []byte, f *frame, h *report.Host) ([]byte, error) {
	for _, c := range h.Charts {
		around, err := s.shells.of(c)
		if err != nil {
			return b, err
		}
		first := c.Unfolded()
		b = append(b, around[0]...)
		b = f.appendPicture(b, c)
		b = append(b, around[1]...)
		b = appendRows(b, c, first)
		b = append(b, around[2]...)
		b = appendRows(b, c, c.Series[len(first):])
		b = append(b, around[3]...)
	}
	return b, nil
}

// appendRows appends rows of a chart's table.
func appendRows(b []byte, c report.Chart, list []report.Series) []byte {
	for _, s := range list {
		b = appendTexts(b, `<tr data-series="`, s.ID, `"><th scope="row"><button type="button" class="key c`)
		b = appendInt(b, int64(s.Line.Color))
		b = appendTexts(b, ` `, string(s.Line.Dash), `" aria-pressed="true"><span title="`)
		b = appendEscaped(b, s.Name)
		b = append(b, `">`...)
		b = appendName(b, s.Name)
		b = append(b, `</span></button></th><td class="at"></td>`...)
		for _, v := range [...]float64{s.Stats.Now, s.Stats.Min, s.Stats.Avg, s.Stats.Max} {
			b = append(b, `<td>`...)
			b = appendValue(b, v, c.Unit)
			b = append(b, `</td>`...)
		}
		b = append(b, `<td class="p95">`...)
		b = appendValue(b, s.Stats.P95, c.Unit)
		b = append(b, `</td>`...)
		for i, column := range c.Table {
			b = append(b, `<td>`...)
			b = appendValue(b, s.Table[i], column.Unit)
			b = append(b, `</td>`...)
		}
		b = append(b, "</tr>\n"...)
	}
	return b
}

// How long a name is before it is written in two parts, and the second of them, in runes: of a name alone, and of a
// device's before a word like " writes", which is the line's.
const (
	longName   = 10
	nameTail   = 7
	deviceTail = 4
	longWord   = len(" writes")
)

// appendName appends a line's name. A long one is in two parts, of which the stylesheet cuts the first where there is
// little room: names of mounts and devices differ at their ends.
func appendName(b []byte, name string) []byte {
	if utf8.RuneCountInString(name) <= longName {
		return appendEscaped(b, name)
	}
	at, tail := len(name), nameTail
	if word := strings.LastIndexByte(name, ' '); word >= len(name)-longWord && word > 0 {
		at, tail = word, deviceTail
	}
	for range tail {
		_, size := utf8.DecodeLastRuneInString(name[:at])
		at -= size
	}
	if at == 0 {
		return appendEscaped(b, name)
	}
	b = append(b, `<span>`...)
	b = appendEscaped(b, name[:at])
	b = append(b, `</span><span>`...)
	b = appendEscaped(b, name[at:])
	return append(b, `</span>`...)
}

// appendNumbers appends the elements that hold the numbers of all charts.
func appendNumbers(b []byte, h *report.Host) []byte {
	b = append(b, `<script type="application/json" id="data">`...)
	b = appendData(b, h)
	b = append(b, "</script>\n"...)
	for _, c := range h.Charts {
		b = appendTexts(b, `<script type="application/json" id="data-`, c.ID, `">`)
		b = appendColumns(b, c)
		b = append(b, "</script>\n"...)
	}
	return b
}

// appendTexts appends texts of our own, in which nothing has to be escaped.
func appendTexts(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = append(b, text...)
	}
	return b
}

// appendEscaped appends a foreign text, escaped as html/template does it in an element and in an attribute.
func appendEscaped(b []byte, text string) []byte {
	from := 0
	for i := range len(text) {
		escaped := ""
		switch text[i] {
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		case '&':
			escaped = "&amp;"
		case '"':
			escaped = "&#34;"
		case '\'':
			escaped = "&#39;"
		case '+':
			escaped = "&#43;"
		case 0:
			escaped = "\uFFFD"
		default:
			continue
		}
		b = append(b, text[from:i]...)
		b = append(b, escaped...)
		from = i + 1
	}
	return append(b, text[from:]...)
}
