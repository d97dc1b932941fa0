//go:build linux

package main

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/components"
	"github.com/go-echarts/go-echarts/v2/opts"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
	"psmonitor/store"
)

// plain draws hosts with go-echarts as its documentation shows: a list of points per series, a page with all charts per
// host. It reads and decodes the documents as render does, so that only the charts differ.
func plain(ctx context.Context, storeURL, out, count string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, storeURL, store.Options{Max: report.Window, ReadOnly: true})
	if err != nil {
		return err
	}
	defer st.Close(ctx)
	hosts, err := st.Hosts(ctx)
	if err != nil {
		return err
	}
	d := report.NewDecoder(report.NewLayout(sampler.Families(sampler.Filters{})), report.Window)
	for _, name := range hosts[:min(n, len(hosts))] {
		d.Reset()
		if _, err := st.Newest(ctx, name, report.Window, d.Add); err != nil {
			return err
		}
		h := d.Host(name, time.Now(), metric.DefaultThresholds())
		if err := plainPage(filepath.Join(out, metric.FileName(name)+".html"), h); err != nil {
			return err
		}
	}
	return nil
}

func plainPage(file string, h *report.Host) (err error) {
	page := components.NewPage()
	page.PageTitle = h.Name
	for _, c := range h.Charts {
		line := charts.NewLine()
		line.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: c.Title}), charts.WithXAxisOpts(opts.XAxis{Type: "time"}))
		for _, s := range c.Series {
			line.AddSeries(s.Name, points(h.Times, s.Values))
		}
		page.AddCharts(line)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return page.Render(f)
}

// points returns go-echarts' points. It omits NaN, because one NaN makes the whole chart empty.
func points(times []int64, values []float64) []opts.LineData {
	var list []opts.LineData
	for i, v := range values {
		if !math.IsNaN(v) {
			list = append(list, opts.LineData{Value: []any{times[i], v}})
		}
	}
	return list
}

// maxPlainHosts is the number of hosts that go-echarts draws.
const maxPlainHosts = 40

// measurePlain measures go-echarts, unless a larger fleet was measured before.
func (s *site) measurePlain(ctx context.Context) error {
	n := min(maxPlainHosts, s.n)
	if s.table.plain.hosts >= n {
		return nil
	}
	r := row{kind: "go-echarts", hosts: n, name: "plain", changed: n}
	var all []usage
	for range 3 {
		u, err := s.process(ctx, s.self, "plain", s.storeURL, filepath.Join(s.dir, "plain"), strconv.Itoa(n))
		if err != nil {
			return err
		}
		all = append(all, u)
		s.note("Plain", r, u)
	}
	r.render = medians(all)
	s.table.plain = r
	return nil
}
