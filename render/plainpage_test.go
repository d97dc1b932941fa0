package render

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// checkNumbers checks that a host's page has the numbers and pictures that the simpler way gives.
func checkNumbers(t *testing.T, h *report.Host, html string) {
	t.Helper()
	if len(h.Charts) == 0 {
		return
	}
	for id, text := range plainNumbers(h) {
		want := fmt.Sprintf(`<script type="application/json" id="%s">%s</script>`, id, text)
		if !strings.Contains(html, want) {
			t.Errorf("the page of %s does not have %s", h.Name, want)
		}
	}
	for _, c := range h.Charts {
		if want := plainPicture(h, c); !strings.Contains(html, want) {
			t.Errorf("the page of %s does not have the picture of %s: %s", h.Name, c.ID, want)
		}
	}
	row := rowOf(h, "x")
	for i, values := range [][]float64{h.CPUBusy(), h.MemoryUsed()} {
		if got, want := row.Values[i].Spark, plainSpark(h, values, 100); got != want {
			t.Errorf("a sparkline of %s is %s, want %s", h.Name, got, want)
		}
	}
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

// plainNumbers are the numbers as columns.go says they are written, by the ids of their elements.
func plainNumbers(h *report.Host) map[string]string {
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
	all := map[string]string{"data": fmt.Sprintf(`{"time":%s,"from":%d,"to":%d,"cadence":%d,"gaps":%s,"reboots":%s,"charts":%s}`,
		joined("[", differences, decimal, "]"), h.Extent.From, h.Extent.To, h.Cadence,
		joined("[", h.Gaps, gap, "]"), joined("[", h.Reboots, decimal, "]"), joined("{", limited, limits, "}"))}
	for _, c := range h.Charts {
		column := func(s report.Series) string { return fmt.Sprintf("%q:%s", s.ID, plainColumn(s.Values, c.Unit)) }
		all["data-"+c.ID] = joined("{", c.Series, column, "}")
	}
	return all
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
