package render

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

func TestTilesShowTheNewestValues(t *testing.T) {
	d := report.NewDecoder(testLayout(), report.Window)
	for _, minutesAgo := range []int{5, 0} {
		if err := d.Add(document(t, minutesAgo, "a", "/var")); err != nil {
			t.Fatal(err)
		}
	}
	_, got := newRow(d.Host("a", noon, metric.DefaultThresholds()), "a")
	for i := range got {
		if got[i].Spark == "" {
			t.Errorf("%s has no sparkline", got[i].Label)
		}
		got[i].Spark, got[i].Box = "", ""
	}
	want := []page.Tile{
		{Value: page.Value{Label: "CPU", Text: "25 %", Detail: "of 4 CPUs", State: "ok", Chart: "cpu", Bar: "25.3"}},
		{Value: page.Value{Label: "Memory", Text: "38 %", Detail: "of 8.0 GiB", State: "ok", Chart: "memory", Bar: "37.5"}},
		{Value: page.Value{Label: "Disk", Text: "90 %", Detail: "/var", State: "warning", Chart: "disks", Bar: "90"}},
		{Value: page.Value{Label: "Network", Text: "1.2 MiB/s", Detail: "received; sent 4.2 KiB/s", State: "ok", Chart: "net"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tiles (-want +got):\n%s", diff)
	}
}

func TestNetworkTileSumsInterfaces(t *testing.T) {
	h := host(t, "a", 3, 0, "a", "/var")
	for i := range h.Charts {
		if c := &h.Charts[i]; c.ID == "net" {
			c.Series = append(c.Series, c.Series...)
		}
	}
	_, tiles := newRow(h, "a")
	if v := tiles[len(tiles)-1]; v.Text != "2.4 MiB/s" || v.Detail != "received; sent 8.4 KiB/s" {
		t.Errorf("two equal interfaces: %q, %q", v.Text, v.Detail)
	}
}

func TestBarsAreAsLongAsTheValue(t *testing.T) {
	for percent, want := range map[float64]string{0: "0", 33.3: "33.3", 100: "100", -1: ""} {
		if got := barText(percent); got != want {
			t.Errorf("%v %%: %q, want %q", percent, got, want)
		}
	}
}

func TestLoadIsShownPerCPU(t *testing.T) {
	h := &report.Host{Facts: report.Facts{CPUs: 32}}
	r := newest{host: h, load: []float64{24.34}, loadPerCPU: []float64{24.34 / 32}}
	v := r.loadValue()
	if v.Text != "0.76 /CPU" || v.Detail != "24.34" || v.Bar != "76" {
		t.Errorf("row: %+v", v)
	}
	if tile := r.loadTile(v); tile.Text != "0.76 /CPU" || tile.Detail != "24.34 on 32 CPUs" {
		t.Errorf("tile: %+v", tile)
	}
	h.Facts.CPUs, r.loadPerCPU = math.NaN(), r.load
	if v := r.loadValue(); v.Text != "24.34" || v.Detail != "" {
		t.Errorf("unknown number of CPUs: %+v", v)
	}
}
