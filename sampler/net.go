package sampler

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v3/net"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func netFamily(f Filter) metric.Family {
	each := metric.Each{Array: "net", Key: "interface"}
	return metric.Family{
		Name: "net",
		Read: func(ctx context.Context, c *metric.Counters) (bson.D, error) { return readNet(ctx, c, f) },
		Charts: []metric.Chart{{
			ID: "net", Title: "Network", Section: "Network", Unit: metric.BytesPerSecond, Each: each, Part: "stacked",
			Lines: []metric.Line{
				{Name: "in", Field: "rx", Color: metric.Blue},
				{Name: "out", Field: "tx", Color: metric.Orange, Below: true},
			},
		}, {
			ID: "neterrors", Title: "Network errors and drops", Section: "Network", Unit: metric.PerSecond, Each: each, Threshold: "neterrors", Idle: "none",
			Lines: []metric.Line{
				{Name: "errors", Field: "errors", Color: metric.Orange},
				{Name: "drops", Field: "drops", Color: metric.Pink, Dash: metric.Dashed},
			},
		}},
		Rules: []metric.Rule{{ // no default: what is normal differs from one network to the other
			Name: "neterrors", Help: "errors per second of a network interface", Order: 10, Each: each, Field: "errors",
			Max: 1e9, Part: 0.1, Text: "%s %.1f errors/s", See: []string{"net"},
		}},
	}
}

// readNet returns the traffic of the host's interfaces. It omits those of skipInterface, and those without any traffic
// since boot. On Linux, stacked is 1 for an interface that does not count for the machine's sum, else 0.
func readNet(ctx context.Context, c *metric.Counters, f Filter) (bson.D, error) {
	interfaces, err := readInterfaces(ctx)
	if notImplemented(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(interfaces, func(a, b net.IOCountersStat) int { return strings.Compare(a.Name, b.Name) })
	interfaces = slices.DeleteFunc(interfaces, func(i net.IOCountersStat) bool {
		name := validUTF8(i.Name)
		return !f.accepts(name, !skipInterface(name))
	})
	stacked := stackedInterfaces(ctx, interfaces)
	fields := map[string]bson.D{}
	interfaces = slices.DeleteFunc(interfaces, func(i net.IOCountersStat) bool {
		fields[i.Name] = rates(c, "net "+validUTF8(i.Name),
			counter{"rx", float64(i.BytesRecv)},
			counter{"tx", float64(i.BytesSent)},
			counter{"errors", float64(i.Errin) + float64(i.Errout)},
			counter{"drops", float64(i.Dropin) + float64(i.Dropout)},
		)
		return i.BytesRecv+i.BytesSent == 0 || fields[i.Name] == nil
	})
	interfaces, omitted := limited(interfaces, func(i net.IOCountersStat) string { return validUTF8(i.Name) }, compareInterfaces)
	elements := bson.A{}
	for _, i := range interfaces {
		element := append(bson.D{{Key: "interface", Value: validUTF8(i.Name)}}, fields[i.Name]...)
		if n, known := stacked[i.Name]; known {
			element = append(element, bson.E{Key: "stacked", Value: n})
		}
		elements = append(elements, element)
	}
	return append(bson.D{{Key: "net", Value: elements}}, omittedField("net", omitted)...), nil
}

// compareInterfaces orders interfaces by whether they are stored if there are too many: those with errors since boot, then those
// with the most bytes.
func compareInterfaces(a, b net.IOCountersStat) int {
	errors := func(i net.IOCountersStat) uint64 { return min(1, i.Errin+i.Errout) }
	return cmp.Or(cmp.Compare(errors(b), errors(a)), cmp.Compare(b.BytesRecv+b.BytesSent, a.BytesRecv+a.BytesSent))
}

// skipInterface reports whether an interface is omitted by default: the loopback, interfaces and bridges of containers
// and virtual machines, whose traffic also passes a real interface, and tunnels that the kernel creates but nobody uses.
// Bonds, VLANs, bridges with chosen names, and tunnels in use are kept.
func skipInterface(name string) bool {
	switch name {
	case "lo", "lo0", "docker0", "docker_gwbridge", "tunl0", "sit0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "ip6tnl0",
		"ip6gre0", "kube-ipvs0", "nodelocaldns", "ovs-system", "pflog0", "pfsync0", "enc0":
		return true
	}
	for _, prefix := range []string{
		"veth", "br-", "virbr", "vnet", "tap", "cni", "cali", "flannel", "lxc", "lxdbr", "incusbr", "podman", "cilium_", "azv",
		"fwbr", "fwln", "fwpr", "dummy", "ifb", "nlmon", "Loopback",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
