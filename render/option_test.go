package render

import (
	"encoding/json"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// drawnAs returns what the options say of how each series of a chart is drawn.
func drawnAs(t *testing.T, o *options, list ...report.Chart) map[string][]drawnSeries {
	t.Helper()
	raw, err := o.of(list)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct{ Series []drawnSeries }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	got := map[string][]drawnSeries{}
	for id, chart := range all {
		got[id] = chart.Series
	}
	return got
}

type drawnSeries struct {
	ID        string
	Palette   int
	Below     bool
	LineStyle struct{ Type string }
}

// TestHostsShareTheOptionsOfChartsThatAreDrawnAlikeOnly asks for one after the other of charts that differ in a single
// thing, as hosts have them: of an interface that sent nothing only the line below zero is there, say.
func TestHostsShareTheOptionsOfChartsThatAreDrawnAlikeOnly(t *testing.T) {
	var shared options
	for _, c := range []report.Chart{
		lineChart("net", metric.Line{Color: 1}),
		lineChart("net", metric.Line{Color: 1, Below: true}),
		lineChart("net", metric.Line{Color: 2}),
		lineChart("net", metric.Line{Color: 1, Dash: metric.Dotted}),
		lineChart("net", metric.Line{Color: 1}, metric.Line{Color: 2}),
		lineChart("cpu", metric.Line{Color: 1}),
		lineChart("net", metric.Line{Color: 1}),
	} {
		other := lineChart("other", metric.Line{Color: 3})
		want := drawnAs(t, new(options), other, c)
		if diff := cmp.Diff(want, drawnAs(t, &shared, other, c)); diff != "" {
			t.Errorf("chart %s, %+v (-alone +among others):\n%s", c.ID, c.Series, diff)
		}
	}
}

func lineChart(id string, lines ...metric.Line) report.Chart {
	c := report.Chart{Chart: metric.Chart{ID: id, Title: id}}
	for i, l := range lines {
		c.Series = append(c.Series, report.Series{ID: id + "_" + string(rune('0'+i)), Line: l})
	}
	return c
}

func TestSeriesThatCannotBeEncodedAreAnError(t *testing.T) {
	p := pageChart{chart: lineChart("net", metric.Line{Color: 1})}
	if got := p.VisitSeriesOpt(charts.MultiSeries{{Data: func() {}}}); p.err == nil {
		t.Errorf("no error, but series %v", got)
	}
}
