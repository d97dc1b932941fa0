package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"testing"

	"psmonitor/internal/metric"
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
		"Notes": h.Notes, "Cards": template.HTML(cards.String()), "Options": plainOptions(t, h.Charts), "Numbers": plainNumbers(h),
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
	card.parts = []string{plainPicture(h, c), plain(t, first), plain(t, rest)}
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

// joined is a JSON array or object of what is made for each of a list.
func joined[T any](open string, list []T, each func(T) string, end string) string {
	var texts []string
	for _, v := range list {
		texts = append(texts, each(v))
	}
	return open + strings.Join(texts, ",") + end
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// plainNumbers are the numbers as columns.go says they are written.
func plainNumbers(h *report.Host) template.HTML {
	var differences []int64
	before := int64(0)
	for _, t := range h.Times {
		differences = append(differences, t-before)
		before = t
	}
	gap := func(g report.Interval) string { return fmt.Sprintf("[%d,%d]", g.From, g.To) }
	var limited []report.Chart
	for _, c := range h.Charts {
		if len(levels(c)) > 0 {
			limited = append(limited, c)
		}
	}
	limits := func(c report.Chart) string {
		return fmt.Sprintf("%q:", c.ID) + joined("{", levels(c), func(l level) string {
			return fmt.Sprintf("%q:%s", l.name, strconv.FormatFloat(l.value, 'f', -1, 64))
		}, "}")
	}
	all := fmt.Sprintf(`<script type="application/json" id="data">{"time":%s,"from":%d,"to":%d,"cadence":%d,"gaps":%s,"reboots":%s,"charts":%s}</script>`+"\n",
		joined("[", differences, decimal, "]"), h.Extent.From, h.Extent.To, h.Cadence,
		joined("[", h.Gaps, gap, "]"), joined("[", h.Reboots, decimal, "]"), joined("{", limited, limits, "}"))
	for _, c := range h.Charts {
		column := func(s report.Series) string { return fmt.Sprintf("%q:%s", s.ID, plainColumn(s.Values, c.Unit)) }
		all += fmt.Sprintf(`<script type="application/json" id="data-%s">%s</script>`+"\n", c.ID, joined("{", c.Series, column, "}"))
	}
	return template.HTML(all)
}

// plainColumn is a column in decimal digits: of what is rounded to three of them, the fourth says whether up.
func plainColumn(values []float64, unit metric.Unit) string {
	scale, digits := resolution(values, unit)
	before := int64(0)
	value := func(v float64) string {
		if math.IsNaN(v) {
			return "null"
		}
		if scale < 1 {
			v *= math.Round(1 / scale)
		} else {
			v /= scale
		}
		n := int64(math.RoundToEven(max(-1<<52, min(1<<52, v))))
		if digits {
			n = plainThreeDigits(n)
		}
		difference := n - before
		before = n
		return strconv.FormatInt(difference, 10)
	}
	return fmt.Sprintf(`{"scale":%s,"values":%s}`, strconv.FormatFloat(scale, 'f', -1, 64), joined("[", values, value, "]"))
}

func plainThreeDigits(n int64) int64 {
	text := strings.TrimPrefix(strconv.FormatInt(n, 10), "-")
	if len(text) <= 3 {
		return n
	}
	leading, _ := strconv.ParseInt(text[:3], 10, 64) // digits
	if text[3] >= '5' {
		leading++
	}
	rounded, _ := strconv.ParseInt(strconv.FormatInt(leading, 10)+strings.Repeat("0", len(text)-3), 10, 64)
	if n < 0 {
		return -rounded
	}
	return rounded
}

// plainArticle is data.json.
func plainArticle(t testing.TB, h *report.Host) string {
	t.Helper()
	var series []string
	for _, s := range articleSeries {
		var points []string
		for i, v := range h.Values(s.path) {
			switch {
			case math.IsNaN(v):
			case math.Abs(v) >= 1<<52:
				points = append(points, fmt.Sprintf("[%d,%.0f]", h.Times[i], v))
			default:
				points = append(points, fmt.Sprintf("[%d,%s]", h.Times[i], plainDecimals(v, 1000)))
			}
		}
		series = append(series, fmt.Sprintf("%q:[%s]", s.name, strings.Join(points, ",")))
	}
	answer := "{" + strings.Join(series, ",") + "}\n"
	if !json.Valid([]byte(answer)) {
		t.Errorf("data.json of %s is no JSON", h.Name)
	}
	return answer
}
