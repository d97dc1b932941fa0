package sampler

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/net"
)

// readInterfaces reads the counters of all interfaces. Where another folder than /proc is given, it reads those of process 1:
// that folder's net is a link to the reading process's own, and so to a container's interfaces instead of the host's.
func readInterfaces(ctx context.Context) ([]net.IOCountersStat, error) {
	if givenFolder(ctx, common.HostProcEnvKey) != "" {
		if interfaces, err := net.IOCountersByFileWithContext(ctx, true, proc(ctx, "1/net/dev")); err == nil {
			return interfaces, nil
		}
	}
	return net.IOCountersWithContext(ctx, true)
}

// netLinks is what sysfs says about an interface (the kernel's Documentation/ABI/testing/sysfs-class-net).
type netLinks struct {
	physical bool     // it has a device: a card, or a virtual machine's card
	ethernet bool     // it is virtual, and its frames are Ethernet's, unlike those of most tunnels
	lower    []string // the interfaces that it is stacked on: a bridge's ports, a VLAN's carrier
}

// stackedInterfaces returns, by name, 1 for each interface that does not count for the sum of the machine's traffic, and 0
// for the others. An interface does not count if it is stacked on another of the list, since its bytes pass that one too.
// Nor does a virtual one beside a physical one, or without any, a tunnel beside Ethernet: a container's eth0 is virtual.
// Interfaces of which sysfs does not tell are missing, and all are if HOST_PROC is given and HOST_SYS is not, because the
// container's own interfaces may have the same names.
func stackedInterfaces(ctx context.Context, interfaces []net.IOCountersStat) map[string]int64 {
	if givenFolder(ctx, common.HostProcEnvKey) != "" && givenFolder(ctx, common.HostSysEnvKey) == "" {
		return nil
	}
	links := make(map[string]netLinks)
	for _, i := range interfaces {
		if l, ok := readNetLinks(ctx, i.Name); ok && i.BytesRecv+i.BytesSent > 0 {
			links[i.Name] = l
		}
	}
	hasLower := func(l netLinks) bool {
		for _, name := range l.lower {
			if _, listed := links[name]; listed {
				return true
			}
		}
		return false
	}
	anyPhysical, anyEthernet := false, false
	for _, l := range links {
		if !hasLower(l) {
			anyPhysical, anyEthernet = anyPhysical || l.physical, anyEthernet || l.ethernet
		}
	}
	stacked := make(map[string]int64, len(links))
	for name, l := range links {
		if hasLower(l) || anyPhysical && !l.physical || !anyPhysical && anyEthernet && !l.ethernet {
			stacked[name] = 1
		} else {
			stacked[name] = 0
		}
	}
	return stacked
}

// readNetLinks returns what sysfs says about an interface; ok is false if it says nothing.
func readNetLinks(ctx context.Context, name string) (l netLinks, ok bool) {
	if !fs.ValidPath(name) || strings.Contains(name, "/") || name == "." {
		return netLinks{}, false
	}
	folder := sys(ctx, filepath.Join("class/net", name))
	entries, err := os.ReadDir(folder)
	if err != nil {
		return netLinks{}, false
	}
	for _, e := range entries {
		lower, found := strings.CutPrefix(e.Name(), "lower_")
		switch {
		case found:
			l.lower = append(l.lower, lower)
		case e.Name() == "device":
			l.physical = true
		}
	}
	if !l.physical {
		kind, _ := os.ReadFile(filepath.Join(folder, "type"))
		l.ethernet = strings.TrimSpace(string(kind)) == "1" // ARPHRD_ETHER in the kernel's if_arp.h
	}
	return l, true
}
