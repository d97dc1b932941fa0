package render

import (
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// reportOf returns the report of four samples, five minutes apart, with the given fields beside their dates.
func reportOf(t testing.TB, fields ...bson.E) *report.Host {
	t.Helper()
	d := report.NewDecoder(report.NewLayout(sampler.Families(sampler.Filters{})), report.Window)
	for i := range 4 {
		raw, err := bson.Marshal(append(bson.D{{Key: "date", Value: noon.Add(time.Duration(5*i-15) * time.Minute)}}, fields...))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Add(raw); err != nil {
			t.Fatal(err)
		}
	}
	return d.Host("example01", noon, metric.DefaultThresholds())
}

// link is an interface of a document that receives so many MiB/s, and sends half of it. stacked is -1 where it is missing.
type link struct {
	name    string
	mib     int
	stacked int
}

func TestNetworkTileCountsEachByteOnce(t *testing.T) {
	const unknown = -1
	for name, c := range map[string]struct {
		links []link
		want  string
	}{
		"Proxmox, of an older version": {[]link{{"enp3s0", 110, unknown}, {"vmbr0", 110, unknown}}, "110 MiB/s"},
		"a bond, of an older version":  {[]link{{"bond0", 100, unknown}, {"bond0.42", 100, unknown}, {"eno1", 60, unknown}, {"eno2", 40, unknown}}, "100 MiB/s"},
		"WireGuard, older":             {[]link{{"lan0", 7, unknown}, {"wg0", 6, unknown}}, "7.0 MiB/s"},
		"only a bond and its VLANs":    {[]link{{"bond0", 9, unknown}, {"bond0.42", 4, unknown}, {"vlan7", 5, unknown}}, "9.0 MiB/s"},
		"only tunnels":                 {[]link{{"wg0", 2, unknown}, {"tun0", 3, unknown}}, "5.0 MiB/s"},
		"two cards, FreeBSD":           {[]link{{"igb0", 2, unknown}, {"igb1", 3, unknown}, {"lagg0", 5, unknown}, {"bridge0", 5, unknown}}, "5.0 MiB/s"},
		"the document says so":         {[]link{{"uplink", 8, 0}, {"storage", 8, 1}}, "8.0 MiB/s"},
		"the document knows better":    {[]link{{"bridge", 8, 0}, {"eth0", 8, 1}}, "8.0 MiB/s"},
		"two cards":                    {[]link{{"eth0", 1, 0}, {"eth1", 2, 0}, {"br0", 3, 1}}, "3.0 MiB/s"},
	} {
		t.Run(name, func(t *testing.T) {
			var list bson.A
			for _, l := range c.links {
				d := bson.D{{Key: "interface", Value: l.name}, {Key: "rx", Value: float64(l.mib << 20)}, {Key: "tx", Value: float64(l.mib << 19)}}
				if l.stacked != unknown {
					d = append(d, bson.E{Key: "stacked", Value: int64(l.stacked)})
				}
				list = append(list, d)
			}
			h := reportOf(t, bson.E{Key: "net", Value: list})
			_, tiles := newRow(h, "example01")
			at := slices.IndexFunc(tiles, func(tile page.Tile) bool { return tile.Label == "Network" })
			if at < 0 || tiles[at].Text != c.want {
				t.Errorf("tiles %+v, want %s", tiles, c.want)
			}
			if got := len(h.Charts[0].Series); got != 2*len(c.links) {
				t.Errorf("the chart has %d lines, want all %d", got, 2*len(c.links))
			}
		})
	}
}

// TestComparedCPUIsWhatIsJudged has a CPU that waits for I/O. The chart keeps that, and the comparison ranks the host
// by what it judges.
func TestComparedCPUIsWhatIsJudged(t *testing.T) {
	h := reportOf(t, bson.E{Key: "cpu", Value: bson.D{{Key: "user", Value: 1.5}, {Key: "idle", Value: 0.5}, {Key: "iowait", Value: 98.0}}})
	if m := multiples(h); len(m) != 1 || m[0].Text != "1.5 %" {
		t.Errorf("compared by %+v, want 1.5 %%", m)
	}
	if lines := h.Charts[0].Series; len(lines) != 3 || lines[1].Name != "iowait" || lines[1].Stats.Now != 98 || lines[2].Stats.Now != 1.5 {
		t.Errorf("the chart has %+v, want user, iowait, and what is busy", lines)
	}
}

func TestMemoryTileLeavesHugePagesOut(t *testing.T) {
	h := reportOf(t, bson.E{Key: "phymem", Value: bson.D{{Key: "total", Value: int64(64 << 30)}, {Key: "used", Value: int64(61 << 30)},
		{Key: "free", Value: int64(1 << 30)}, {Key: "available", Value: int64(4 << 30)}, {Key: "hugepages", Value: int64(56 << 30)}}})
	_, tiles := newRow(h, "example01")
	if len(tiles) != 1 || tiles[0].Text != "50 %" || tiles[0].Detail != "of 8.0 GiB without huge pages" {
		t.Errorf("tiles %+v", tiles)
	}
}
