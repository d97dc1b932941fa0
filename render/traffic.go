package render

import (
	"math"
	"slices"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// networkTile shows what the machine receives and sends: the sum over its interfaces, with each byte once.
func (r *newest) networkTile() page.Tile {
	in, out := r.sumTraffic()
	v := page.Value{Label: "Network", Text: none, State: report.OK.String(), Chart: "net"}
	if now := lastOf(in); !math.IsNaN(now) {
		v.Text = format(now, metric.BytesPerSecond)
		v.Detail = "received; sent " + format(lastOf(out), metric.BytesPerSecond)
	}
	v.Spark = r.parts.Sparkline(in, highestOf(in, 1))
	return page.Tile{Value: v}
}

// sumTraffic returns the sums of the network chart's lines above zero and of those below it, without the interfaces whose
// bytes pass another one; nil without such lines.
func (r *newest) sumTraffic() (in, out []float64) {
	c := r.host.Chart("net")
	if c == nil {
		return nil, nil
	}
	guess := stackedByName(c.Series)
	for i := range c.Series {
		s := &c.Series[i]
		values := once(s, guess[s.Element])
		if s.Line.Below {
			out = plus(out, values)
		} else {
			in = plus(in, values)
		}
	}
	return in, out
}

// once returns the series' values at the samples at which its interface counts, and NaN at the others. guess is whether it is
// stacked on another one, for samples that do not say so.
func once(s *report.Series, guess bool) []float64 {
	if s.Part == nil && !guess {
		return s.Values
	}
	values := slices.Clone(s.Values)
	for i := range values {
		stacked := guess
		if s.Part != nil && !math.IsNaN(s.Part[i]) {
			stacked = s.Part[i] != 0
		}
		if stacked {
			values[i] = math.NaN()
		}
	}
	return values
}

// stackedByName guesses from the names of a machine's interfaces which are stacked on others, for documents that do not say
// so: those of other systems, of the 2014 article, and of versions before the field "stacked". The interfaces that count are
// those that look physical; without any, those that are neither VLANs nor tunnels; without any, all.
func stackedByName(series []report.Series) map[string]bool {
	var names []string
	for i := range series {
		names = append(names, series[i].Element)
	}
	vlan := func(name string) bool {
		i := strings.LastIndexByte(name, '.')
		return i > 0 && slices.Contains(names, name[:i]) || hasPrefix(name, "vlan")
	}
	tunnel := func(name string) bool { return hasPrefix(name, tunnels...) }
	for _, counts := range []func(name string) bool{
		func(name string) bool { return !vlan(name) && !tunnel(name) && !hasPrefix(name, joins...) },
		func(name string) bool { return !vlan(name) && !tunnel(name) },
	} {
		if slices.ContainsFunc(names, counts) {
			stacked := map[string]bool{}
			for _, name := range names {
				stacked[name] = !counts(name)
			}
			return stacked
		}
	}
	return nil
}

// joins are prefixes of the names of bridges, bonds and other virtual interfaces, and tunnels are those of tunnels, as programs
// and distributions of Linux, the BSDs, macOS and Windows choose them.
var (
	joins = []string{"br", "vmbr", "virbr", "docker", "podman", "incusbr", "lxdbr", "lxcbr", "cni", "cbr", "cilium", "ovs", "ovn", "vether",
		"bond", "team", "lagg", "trunk", "aggr", "epair", "macvlan", "macvtap", "ipvlan", "veth", "vnet", "dummy", "vrrp", "carp",
		"kube-bridge", "weave", "antrea", "eni", "gke", "awdl", "llw", "ap1", "vEthernet"}
	tunnels = []string{"tun", "tap", "utun", "wg", "tailscale", "zt", "gif", "gre", "sit", "ip6tnl", "ipsec", "vti", "xfrm",
		"vxlan", "genev", "nebula", "flannel", "ppp", "nordlynx", "CloudflareWARP"}
)

func hasPrefix(name string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
