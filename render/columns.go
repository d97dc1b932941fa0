package render

import (
	"encoding/json"
	"math"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// This file writes the numbers of a host's page. They stand in the page once. What all charts share is the JSON data:
//
//	{"time": [first, then differences, in ms], "from": ms, "to": ms, "cadence": ms, "due": ms, "step": ms, "detail": ms,
//	 "open": hours,
//	 "gaps": [[from, to], …], "reboots": [ms, …],
//	 "charts": {"memory": {"limit": 34359738368}, "cpu": {"warning": 90, "further": [{"at": 10, "state": "warning"}]}},
//	 "forecasts": [{"chart": "disks", "series": "disks_1", "value": 87.2, "full": ms, "end": 100, "text": "full"}]}
//
// Each chart has its columns of integers in a JSON of its own, data-CHART, which is parsed when the chart is drawn:
//
//	{"cpu_0": {"scale": 0.1, "values": [653, -12, null, 4]}, …}
//
// A column's value is the running sum of its numbers times the scale; null is no value and leaves the sum as it is.
// Differences compress to half of what the values do. Columns of a host's history have extremes (extremes.go). due is there if lateness is judged by more than the cadence. Where there
// are too many samples to show all (thinned), detail is from when on all are shown, and step for how much time two of the points
// before that stand. open is there if the charts do not show the whole time when the page is opened.

// sharedData is the JSON of what the host's charts share.
type sharedData struct {
	Time    []int64         `json:"time"` // the first, then differences
	From    int64           `json:"from"`
	To      int64           `json:"to"`
	Cadence int64           `json:"cadence"`
	Due     int64           `json:"due,omitempty"`
	Step    int64           `json:"step,omitempty"`
	Detail  int64           `json:"detail,omitempty"`
	Open    int             `json:"open,omitempty"`
	Gaps    [][2]int64      `json:"gaps"`
	Reboots []int64         `json:"reboots"`
	Charts  json.RawMessage `json:"charts"` // in the order of the page

	Forecasts []forecast `json:"forecasts,omitempty"`
}

// forecast continues a line straight from the newest sample, to, to when all is used up.
type forecast struct {
	Chart  string  `json:"chart"`
	Series string  `json:"series"`
	Value  float64 `json:"value"` // at the newest sample
	Full   int64   `json:"full"`  // ms since 1970
	End    float64 `json:"end"`   // the value then
	Text   string  `json:"text"`  // what happens then: "full"
}

// chartLevels are the constant lines of a chart, 0 for none.
type chartLevels struct {
	Limit    float64 `json:"limit,omitempty"`
	Warning  float64 `json:"warning,omitempty"`
	Critical float64 `json:"critical,omitempty"`

	// WarningText and CriticalText label the levels in another unit than the chart's; "" for the chart's.
	WarningText  string `json:"warningText,omitempty"`
	CriticalText string `json:"criticalText,omitempty"`

	Further []furtherLevel `json:"further,omitempty"`
}

// furtherLevel is a level beside these, of the state "warning" or "critical".
type furtherLevel struct {
	At    float64 `json:"at"`
	State string  `json:"state"`
}

// sharedJSON returns the JSON of what the host's charts share, which has these points. open is as of hostData.
func sharedJSON(h *report.Host, points *thinned, open int) ([]byte, error) {
	d := sharedData{Time: make([]int64, len(points.times)), From: h.Extent.From, To: h.Extent.To, Cadence: h.Cadence,
		Step: points.step, Detail: points.detail, Open: open,
		Gaps: make([][2]int64, len(points.gaps)), Reboots: append([]int64{}, h.Reboots...)}
	if h.Due > h.Cadence {
		d.Due = h.Due
	}
	before := int64(0)
	for i, t := range points.times {
		d.Time[i], before = t-before, t
	}
	for i, g := range points.gaps {
		d.Gaps[i] = [2]int64{g.From, g.To}
	}
	for _, t := range h.Tails() {
		d.Forecasts = append(d.Forecasts, forecast{t.Chart, t.Series, t.Value, t.To, t.End, t.Text})
	}
	var err error
	if d.Charts, err = levelsJSON(h.Charts); err != nil {
		return nil, err
	}
	return json.Marshal(d)
}

// levelsJSON returns the constant lines of each chart that has any.
func levelsJSON(charts []report.Chart) ([]byte, error) {
	b := []byte{'{'}
	for _, c := range charts {
		l := chartLevels{Limit: known(max(0, c.Max)), Warning: known(c.Levels.Warning), Critical: known(c.Levels.Critical),
			WarningText: shareText(c.Shares.Warning), CriticalText: shareText(c.Shares.Critical)}
		for _, f := range c.Further {
			l.Further = append(l.Further, furtherLevel{f.At, f.State.String()})
		}
		if l.Limit == 0 && l.Warning == 0 && l.Critical == 0 && len(l.Further) == 0 {
			continue
		}
		raw, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		b = comma(b, len(b)-1)
		b = append(strconv.AppendQuote(b, c.ID), ':')
		b = append(b, raw...)
	}
	return append(b, '}'), nil
}

// shareText labels a level that is a percentage in a chart of another unit; "" for 0.
func shareText(share float64) string {
	if share == 0 {
		return ""
	}
	return formatTick(share, metric.Percent)
}

// known returns v, or 0 if it is not finite.
func known(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// appendColumns appends the JSON of a chart's columns.
func appendColumns(b []byte, c report.Chart) []byte {
	b = append(b, '{')
	for i, s := range c.Series {
		b = comma(b, i)
		b = append(strconv.AppendQuote(b, s.ID), ':')
		b = appendColumn(b, &s, c.Unit)
	}
	return append(b, '}')
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

// appendColumn appends a line's column, with its extremes if it has any.
func appendColumn(b []byte, s *report.Series, unit metric.Unit) []byte {
	g := newGrid(unit, s.Values)
	if s.Low != nil {
		g = newGrid(unit, s.Low, s.High)
	}
	b = append(b, `{"scale":`...)
	b = strconv.AppendFloat(b, g.scale, 'f', -1, 64)
	b = append(b, `,"values":[`...)
	before := int64(0)
	for i, v := range s.Values {
		b = comma(b, i)
		if math.IsNaN(v) {
			b = append(b, "null"...)
			continue
		}
		n := g.at(v)
		b = appendInt(b, n-before)
		before = n
	}
	b = append(b, ']')
	if s.Low != nil {
		b = appendExtremes(b, s, g)
	}
	return append(b, '}')
}

// grid is the step to which values of a unit are rounded. It keeps what can be seen and no more: the table of units has the steps.
type grid struct {
	scale       float64
	perOne      float64 // steps in 1
	threeDigits bool
}

// newGrid returns the grid of a line's values.
func newGrid(unit metric.Unit, values ...[]float64) grid {
	f := unit.Format()
	scale := resolution(f, values...)
	perOne := 1 / scale
	if scale < 1 {
		perOne = math.Round(perOne)
	}
	return grid{scale, perOne, f.ThreeDigits}
}

// at returns a value in steps of the grid.
func (g grid) at(v float64) int64 {
	n := scaled(v, g.perOne)
	if g.threeDigits {
		n = threeDigits(n)
	}
	return n
}

// appendInt appends n in decimal. Most numbers of a page have three digits at most, for which strconv takes three times as long.
func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	if n >= 1000 {
		return strconv.AppendInt(b, n, 10)
	}
	if n >= 100 {
		b = append(b, byte('0'+n/100))
	}
	if n >= 10 {
		b = append(b, byte('0'+n/10%10))
	}
	return append(b, byte('0'+n%10))
}

// resolution returns the step to which values of a unit are rounded.
func resolution(f metric.Format, values ...[]float64) float64 {
	if f.Step > 0 {
		return f.Step
	}
	largest := 0.0
	for _, list := range values {
		for _, v := range list {
			if v = math.Abs(v); v > largest { // false for NaN
				largest = v
			}
		}
	}
	if _, exponent := math.Frexp(largest); exponent > 12 {
		return math.Ldexp(1, exponent-12)
	}
	return 1
}

// maxInteger bounds the numbers of a column, so that they and their differences are exact in the page script's float64.
const maxInteger = 1 << 52

// scaled returns v times perOne as an integer, rounded to the nearest, and to even between two.
func scaled(v, perOne float64) int64 {
	switch n := math.RoundToEven(v * perOne); {
	case n > maxInteger:
		return maxInteger
	case n < -maxInteger:
		return -maxInteger
	default:
		return int64(n)
	}
}

// threeDigits rounds n to its three leading digits.
func threeDigits(n int64) int64 {
	if n < 0 {
		return -threeDigits(-n)
	}
	unit := int64(1)
	for ; n >= 10_000; n /= 10 {
		unit *= 10
	}
	if n >= 1000 {
		n = (n + 5) / 10 * 10
	}
	return n * unit
}
