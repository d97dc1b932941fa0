package render

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"
	"testing"

	"psmonitor/public"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// plainHostPage is the straight way to make the page of a host: all of it by html/template, with nothing remembered.
func plainHostPage(t testing.TB, h *report.Host) string {
	t.Helper()
	all, err := templates.Parse()
	if err != nil {
		t.Fatal(err)
	}
	files, err := loadAssets(public.Files())
	if err != nil {
		t.Fatal(err)
	}
	var cards strings.Builder
	for _, c := range h.Charts {
		if err := all.ExecuteTemplate(&cards, "chart", newPlainCard(t, h, c)); err != nil {
			t.Fatal(err)
		}
	}
	var page bytes.Buffer
	err = all.ExecuteTemplate(&page, "host.gohtml", map[string]any{
		"Title": hostTitle(h), "Root": "../../", "Script": files.host, "Draws": len(h.Charts) > 0, "Style": files.style,
		"State": h.State.String(), "Version": "test", "Name": h.Name, "Server": h.Server, "Last": newStamp(h.Last()),
		"Silent": h.Silent, "Since": sinceOf(h), "Held": heldFor(h), "Cadence": h.Due, "Tiles": plainTiles(h), "Facts": facts(h),
		"Reasons": reasons(h)[:min(len(h.Reasons), mostReasons)], "Others": reasons(h)[min(len(h.Reasons), mostReasons):],
		"Notes": h.Notes, "Cards": template.HTML(cards.String()), "Options": plainOptions(t, h.Charts), "Numbers": template.HTML(appendNumbers(nil, h)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// plainCard is a chart's card with what stands where a chartView has cuts.
type plainCard struct {
	ID, Title    string
	Wide         bool
	Columns      []string
	First, Total int
	Folded       bool
	parts        []string
}

// Cut is what the template asks for at each cut, in their order.
func (c *plainCard) Cut() template.HTML {
	part := c.parts[0]
	c.parts = c.parts[1:]
	return template.HTML(part)
}

func newPlainCard(t testing.TB, h *report.Host, c report.Chart) *plainCard {
	first, rest := c, c
	first.Series = c.Unfolded()
	rest.Series = c.Series[len(first.Series):]
	card := &plainCard{ID: c.ID, Title: c.Title, Wide: c.Wide, First: len(first.Series), Total: len(c.Series), Folded: len(rest.Series) > 0}
	for _, column := range c.Table {
		card.Columns = append(card.Columns, column.Name)
	}
	card.parts = []string{picture(h, c), plain(t, first), plain(t, rest)}
	return card
}

func plainOptions(t testing.TB, charts []report.Chart) template.JS {
	t.Helper()
	var list []string
	for _, c := range charts {
		option, err := chartOption(c)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, strconv.Quote(c.ID)+":"+string(option))
	}
	return template.JS("{" + strings.Join(list, ",") + "}")
}
