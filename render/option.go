package render

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"psmonitor/render/report"
)

// options makes the ECharts options of charts, without data and without foreign names, and remembers them: hosts share
// those of the charts that are drawn alike. It is safe for several goroutines. Names stand in the tables alone.
//
// Only go-echarts' Validate and JSON are used, with json.Marshal, which escapes what could end a script element.
type options struct{ memo[string, []byte] }

// of returns the options of a host's charts as a JSON object, by the IDs of the charts.
func (o *options) of(list []report.Chart) ([]byte, error) {
	b := append(make([]byte, 0, 32<<10), '{')
	for i, c := range list {
		option, err := o.get(optionKey(c), func() ([]byte, error) { return chartOption(c) })
		if err != nil {
			return nil, fmt.Errorf("option of chart %s: %w", c.ID, err)
		}
		b = comma(b, i)
		b = strconv.AppendQuote(b, c.ID)
		b = append(b, ':')
		b = append(b, option...)
	}
	return append(b, '}'), nil
}

// optionKey returns all that a chart's option depends on, beside what is declared with its ID.
func optionKey(c report.Chart) string {
	b := []byte(c.ID)
	for _, s := range c.Series {
		b = append(b, 0)
		b = append(b, s.ID...)
		b = append(b, byte(s.Line.Color))
		if s.Line.Over {
			b = append(b, '^')
		}
		if s.Line.Below {
			b = append(b, '-')
		}
		b = append(b, s.Line.Dash...)
	}
	return string(b)
}

func chartOption(c report.Chart) ([]byte, error) {
	line := charts.NewLine()
	y := opts.YAxis{Type: "value"}
	if c.Top > 0 {
		y.Min, y.Max = 0, c.Top
	}
	line.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: c.ID}),
		charts.WithAnimation(false),
		charts.WithXAxisOpts(opts.XAxis{Type: "time"}),
		charts.WithYAxisOpts(y),
	)
	for _, s := range c.Series {
		line.AddSeries(s.ID, nil, seriesOptions(c, s)...)
	}
	line.Validate()
	visitor := &pageChart{chart: c}
	line.Accept(visitor)
	option := line.JSON()
	if visitor.err != nil {
		return nil, visitor.err
	}
	return json.Marshal(option)
}

func seriesOptions(c report.Chart, s report.Series) []charts.SeriesOpts {
	stack, width := "", 1.6
	if c.Stack && !s.Line.Over {
		stack = "s"
	} else if s.Line.Over {
		width = 1.2
	}
	list := []charts.SeriesOpts{
		charts.WithSeriesId(s.ID),
		charts.WithEncodeOpts(opts.Encode{X: "t", Y: s.ID}),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false), Symbol: "none", Stack: stack}),
		charts.WithLineStyleOpts(opts.LineStyle{Width: float32(width), Type: string(s.Line.Dash)}),
	}
	switch {
	case c.Stack && !s.Line.Over:
		list = append(list, charts.WithAreaStyleOpts(opts.AreaStyle{Opacity: opts.Float(0.8)}))
	case len(c.Series) == 1:
		list = append(list, charts.WithAreaStyleOpts(opts.AreaStyle{Opacity: opts.Float(0.14)}))
	}
	return list
}

// pageChart adds to a chart's option what go-echarts has no fields for, among it what the page script alone reads:
// unit, limit, and of each series its place in the palette and whether it is drawn below zero.
type pageChart struct {
	charts.BaseConfigurationVisitor
	chart report.Chart
	err   error // of VisitSeriesOpt, which cannot return one
}

// Visit changes the finished option.
func (p *pageChart) Visit(option map[string]any) {
	for _, unused := range []string{"title", "toolbox", "tooltip", "color"} {
		delete(option, unused)
	}
	option["legend"] = map[string]any{"show": false}
	option["unit"] = p.chart.Unit.Format()
	if p.chart.Limit.Name != "" {
		option["limit"] = p.chart.Limit.Name
	}
}

// VisitSeriesOpt changes the series.
func (p *pageChart) VisitSeriesOpt(series charts.MultiSeries) any {
	list := make([]map[string]any, len(series))
	for i := range series {
		encoded, err := json.Marshal(series[i])
		if err == nil {
			err = json.Unmarshal(encoded, &list[i])
		}
		if err != nil {
			p.err = err
			return nil
		}
		s := p.chart.Series[i]
		delete(list[i], "animation")
		list[i]["silent"] = true
		list[i]["emphasis"] = map[string]any{"disabled": true}
		list[i]["palette"] = int(s.Line.Color)
		if s.Line.Below {
			list[i]["below"] = true
		}
	}
	return list
}
