package sampler

import (
	"cmp"
	"context"
	"os"
	"runtime"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func disksFamily(f Filter) metric.Family {
	p := newProber(probeTimeout)
	each := metric.Each{Array: "disks", Key: "mount", Lone: "disk_root", LoneName: "/"}
	return metric.Family{
		Name: "disks",
		Read: func(ctx context.Context, c *metric.Counters) (bson.D, error) { return readDisks(ctx, f, p, c) },
		Charts: []metric.Chart{{
			ID: "disks", Title: "Disk space", Section: "Disk", Unit: metric.Percent, Top: 100, Each: each, Threshold: "disk", Listed: true,
			Lines: []metric.Line{{Field: "used", Of: []string{"used", "free"}}},
			Table: []metric.Column{
				{Name: "Used", Field: "used", Unit: metric.Bytes},
				{Name: "Free", Field: "free", Unit: metric.Bytes},
				{Name: "Size", Field: "total", Unit: metric.Bytes},
			},
		}, {
			ID: "inodes", Title: "Inodes", Section: "Disk", Unit: metric.Percent, Top: 100, Each: each, Threshold: "inodes", ListedIn: "disks",
			Lines: []metric.Line{{Field: "inodes_used", Of: []string{"inodes"}}},
			Table: []metric.Column{
				{Name: "Used", Field: "inodes_used", Unit: metric.Count},
				{Name: "Size", Field: "inodes", Unit: metric.Count},
			},
		}},
		Rules: append([]metric.Rule{{
			Name: "disk", Help: "percent used", Order: 1, Each: each, Field: "used", Of: []string{"used", "free"}, Unless: "readonly",
			Level: metric.Level{Warning: 85, Critical: 95}, Max: 100, Margin: 2, Text: "%s %.0f %% used", See: []string{"diskio"},
			Forecast: &metric.Forecast{Rule: "full", Hours: 6, Rise: 0.5, Also: "full", Alone: "%s full"},
		}, {
			Name: "inodes", Help: "percent used", Order: 2, Each: each, Field: "inodes_used", Of: []string{"inodes"}, Unless: "readonly",
			Level: metric.Level{Warning: 85, Critical: 95}, Max: 100, Margin: 2, Text: "%s %.0f %% of the inodes used",
			Forecast: &metric.Forecast{Rule: "full", Hours: 6, Rise: 0.5, Also: "none left", Alone: "%s out of inodes"},
		}, {
			Name: "full", Help: "hours until a disk, its inodes or the memory are full", Order: 9,
			Level: metric.Level{Warning: 7 * 24, Critical: 24}, Max: 90 * 24, Below: true, Part: 0.1,
		}}, mountRules(each)...),
	}
}

// readDisks returns disk_root, disks and disks_config. disk_root does not depend on the filter and the list of mounts.
func readDisks(ctx context.Context, f Filter, p *prober, c *metric.Counters) (bson.D, error) {
	// Listing the mounts may hang too: on BSD it queries every file system.
	lists, err := probeAll(ctx, p, []probe[[]mount]{{"the list of mounts", readMounts}})
	if err != nil {
		return nil, err
	}
	mounts, rootPoint := lists[0], systemDrive()
	access := accessOf(mounts)
	groups := realMounts(mounts, f, rootPoint)
	keepNames(groups, c, rootPoint)
	main := rootMount(mounts, access, rootPoint)
	if !slices.ContainsFunc(groups, func(g []mount) bool { return g[0].key() == main.key() }) {
		// Excluded, or missing from the list, for example in a chroot.
		groups = append(groups, []mount{main})
	}
	volumes, err := readVolumes(ctx, p, groups)
	volumes = withFailed(volumes, groups)
	for i := range volumes {
		volumes[i].access = access[volumes[i].key()]
		volumes[i].optional = volumes[i].expires
	}
	return diskFields(mergePools(volumes, main), f, main), err
}

// withFailed adds a failed volume for each group of mounts that was not read, and removes volumes without space.
func withFailed(volumes []volume, groups [][]mount) []volume {
	for _, points := range groups {
		if !slices.ContainsFunc(volumes, func(v volume) bool { return v.key() == points[0].key() }) {
			volumes = append(volumes, volume{mount: points[0], failed: true})
		}
	}
	return slices.DeleteFunc(volumes, func(v volume) bool { return v.total == 0 && !v.failed })
}

// diskFields returns the fields for volumes. main is the mount that disk_root describes.
func diskFields(volumes []volume, f Filter, main mount) bson.D {
	var fields bson.D
	disks := bson.A{}
	slices.SortFunc(volumes, func(a, b volume) int { return strings.Compare(a.point, b.point) })
	name := func(v volume) string { return validUTF8(v.point) }
	volumes, omitted := limited(volumes, name, func(a, b volume) int { return compareVolumes(a, b, main) })
	for _, v := range volumes {
		if v.failed { // mounted all the same
			if f.accepts(v.point, true) {
				disks = append(disks, v.fields(nil))
			}
			continue
		}
		sizes := bson.D{
			{Key: "total", Value: metric.Int64(v.total)},
			{Key: "used", Value: metric.Int64(v.used)},
			{Key: "free", Value: metric.Int64(v.free)},
		}
		if v.key() == main.key() {
			fields = append(fields, bson.E{Key: "disk_root", Value: sizes})
			if !f.accepts(v.point, true) {
				continue
			}
		}
		disks = append(disks, v.fields(sizes))
	}
	fields = append(fields, bson.E{Key: "disks", Value: disks}, bson.E{Key: "disks_config", Value: f.checksum()})
	return append(fields, omittedField("disks", omitted)...)
}

func (v volume) fields(sizes bson.D) bson.D {
	fstype := v.fstype[:min(len(v.fstype), maxType)]
	d := append(bson.D{{Key: "mount", Value: validUTF8(v.point)}, {Key: "fstype", Value: validUTF8(fstype)}}, sizes...)
	if v.inodes > 0 {
		d = append(d, bson.E{Key: "inodes", Value: metric.Int64(v.inodes)}, bson.E{Key: "inodes_used", Value: metric.Int64(v.inodesUsed)})
	}
	d = append(d, bson.E{Key: "readonly", Value: v.access != writable})
	if v.access == broken {
		d = append(d, bson.E{Key: "error", Value: true})
	}
	if v.optional {
		d = append(d, bson.E{Key: "optional", Value: true})
	}
	return d
}

// maxType is how much of a file system's type is stored, in bytes. FUSE takes any text.
const maxType = 64

// compareVolumes orders volumes by whether they are stored if there are too many: main, then those in trouble, then the
// largest.
func compareVolumes(a, b volume, main mount) int {
	rank := func(v volume) int {
		switch {
		case v.key() == main.key():
			return 0
		case v.inTrouble():
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.total, a.total), strings.Compare(a.point, b.point))
}

// inTrouble reports whether a volume is broken, does not answer, or is nearly full.
func (v volume) inTrouble() bool {
	nearlyFull := func(part, whole uint64) bool {
		return part > 0 && 100*float64(part) >= metric.NearlyFull*float64(whole)
	}
	return v.failed || v.access == broken ||
		v.access == writable && (nearlyFull(v.used, v.used+v.free) || nearlyFull(v.inodesUsed, v.inodes))
}

// systemDrive returns the mount point of disk_root.
func systemDrive() string {
	if runtime.GOOS != "windows" {
		return "/"
	}
	drive := strings.ToUpper(os.Getenv("SystemDrive"))
	if drive == "" {
		return "C:"
	}
	return drive
}
