//go:build linux

package sampler

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

func mountsOf(t testing.TB, tree string) []mount {
	t.Helper()
	mounts, err := readMounts(record(t, tree).context())
	if err != nil {
		t.Fatal(err)
	}
	return mounts
}

func points(groups [][]mount) []string {
	var points []string
	for _, g := range groups {
		points = append(points, g[0].point)
	}
	return points
}

func TestRealMounts(t *testing.T) {
	disks := []string{"/data/03", "/data/04", "/data/05", "/data/06", "/data/07", "/data/08", "/data/09", "/data/10", "/data/11", "/data/12"}
	for name, test := range map[string]struct {
		tree   string
		filter Filter
		want   []string
	}{
		"dozens, with binds, pools, images, network and unusual names": {"mounts", Filter{}, slices.Concat(
			[]string{"/", "/boot/efi", "/data/01", "/data/02"}, disks,
			[]string{"/mnt/\"><img src=x onerror=alert(1)>", "/mnt/-", "/mnt/cifs", "/mnt/nfs", "/mnt/sshfs", "/mnt/tab\tand\\backslash",
				"/mnt/whole", "/mnt/with space", "/mnt/数据-ünï", "/tank", "/tank/vm"})},
		"excluded": {"mounts", Filter{Exclude: []string{"/data/*", "/mnt/*", "/tank*"}}, []string{"/", "/a", "/boot/efi", "/srv/all-of-01", "/srv/www"}},
		"included, also pseudo file systems, but not autofs": {"mounts", Filter{Include: []string{"/run", "/snap/core/?", "/home", "/mnt/auto"}},
			[]string{"/home", "/run", "/snap/core/1", "/snap/core/2"}},
		"included in addition to the others": {"mounts", Filter{IncludeAlso: []string{"/run", "/mnt/auto", "/data/02"}, Exclude: []string{"/data/*", "/mnt/*", "/tank*"}},
			[]string{"/", "/a", "/boot/efi", "/run", "/srv/all-of-01", "/srv/www"}},
		"kernel without mountinfo": {"old", Filter{}, []string{"/", "/boot", "/home", "/var/My Files"}},
		"container":                {"container", Filter{}, []string{"/", "/etc/hosts"}},
		"one disk":                 {"vm", Filter{}, []string{"/"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := points(realMounts(mountsOf(t, test.tree), test.filter, "/"))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("mounts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMountsOfOneFileSystemAreGroupedPreferredFirst(t *testing.T) {
	groups := realMounts(mountsOf(t, "mounts"), Filter{}, "/")
	for _, want := range [][]string{
		{"/", "/home", "/.snapshots"},
		{"/data/01", "/srv/all-of-01"},
		{"/data/02", "/srv/www"},
		{"/mnt/whole", "/a"},
		{"/mnt/nfs", "/mnt/nfs-sub"},
	} {
		i := slices.IndexFunc(groups, func(g []mount) bool { return g[0].point == want[0] })
		if i < 0 {
			t.Errorf("%s is missing", want[0])
			continue
		}
		var got []string
		for _, m := range groups[i] {
			got = append(got, m.point)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mounts of one file system (-want +got):\n%s", diff)
		}
	}
}

// TestReadDisksWithManyMounts makes real folders for the recorded mounts. Their usage is that of the file system below.
func TestReadDisksWithManyMounts(t *testing.T) {
	r := record(t, "mounts")
	base := r.env["HOST_ROOT"]
	for _, m := range mountsOf(t, "mounts") {
		if m.point != "/mnt/cifs" { // this one was unmounted in the meantime
			if err := os.MkdirAll(filepath.Join(base, m.point), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	fields, err := readDisks(r.context(), Filter{Exclude: []string{"/data/*"}}, newProber(probeTimeout), firstCounters())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range field(fields, "disks").(bson.A) {
		got = append(got, field(d.(bson.D), "mount").(string))
		checkDisk(t, d.(bson.D))
	}
	want := []string{"/", "/boot/efi", "/mnt/\"><img src=x onerror=alert(1)>", "/mnt/-", "/mnt/nfs", "/mnt/sshfs", "/mnt/tab\tand\\backslash",
		"/mnt/whole", "/mnt/with space", "/mnt/数据-ünï", "/srv/all-of-01", "/srv/www", "/tank"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("disks (-want +got):\n%s", diff)
	}
	checkDisk(t, field(fields, "disk_root").(bson.D))
}

func checkDisk(t *testing.T, d bson.D) {
	t.Helper()
	total, used, free := field(d, "total").(int64), field(d, "used").(int64), field(d, "free").(int64)
	if total <= 0 || used < 0 || free < 0 || used+free > total {
		t.Errorf("%v: total %d, used %d, free %d", field(d, "mount"), total, used, free)
	}
}

// TestMountedFileIsNotADisk uses a container with a mounted /etc/hosts, a file, and a mounted volume, a folder.
func TestMountedFileIsNotADisk(t *testing.T) {
	r := record(t, "container")
	base := r.env["HOST_ROOT"]
	for _, name := range []string{"etc/hosts", "etc/hostname", "etc/resolv.conf"} {
		write(t, filepath.Join(base, name), "")
	}
	if err := os.MkdirAll(filepath.Join(base, "var/lib/psmonitor"), 0o755); err != nil {
		t.Fatal(err)
	}
	fields, err := readDisks(r.context(), Filter{}, newProber(probeTimeout), firstCounters())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range field(fields, "disks").(bson.A) {
		got = append(got, field(d.(bson.D), "mount").(string)+" "+field(d.(bson.D), "fstype").(string))
	}
	if diff := cmp.Diff([]string{"/ overlay", "/var/lib/psmonitor ext4"}, got); diff != "" {
		t.Errorf("disks (-want +got):\n%s", diff)
	}
}

func FuzzMountinfo(f *testing.F) {
	for _, tree := range []string{"mounts", "container", "vm"} {
		data, err := os.ReadFile(filepath.Join("testdata", tree, "before/proc/1/mountinfo"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add("1 1 0:0 / /\\ rw - a b\n1 1 0:0 / /\\999\\04 rw - - -\n")
	f.Fuzz(func(t *testing.T, data string) {
		mounts := parseMountinfo(data)
		seen := make(map[string]bool)
		for _, group := range realMounts(mounts, Filter{}, "/") {
			for _, m := range group {
				if seen[m.point] || !strings.HasPrefix(m.point, "/") {
					t.Errorf("mount point %q occurs twice, or is not a path", m.point)
				}
				seen[m.point] = true
			}
		}
		for _, m := range mounts {
			if m.point == "/" && m.fstype != "autofs" && !seen["/"] && !slices.ContainsFunc(mounts, func(m mount) bool { return m.point == "/" && m.fstype == "autofs" }) {
				t.Error("/ is mounted, but omitted")
			}
		}
	})
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		`/plain`: `/plain`, `/a\040b`: `/a b`, `/a\011\012\134`: "/a\t\n\\", `/"\040"`: `/" "`, `/\303\274`: "/ü",
		`/end\`: `/end\`, `/end\04`: `/end\04`, `/\999`: `/\999`, `/\777x`: `/\777x`,
	} {
		if got := unescape(in); got != want {
			t.Errorf("unescape(%q) is %q, want %q", in, got, want)
		}
	}
}

// TestIdleAutomountIsNotQueried has file systems that autofs has mounted: at its own mount point, as for systemd and direct
// maps, below it, and on top of each other. A query would keep them mounted.
func TestIdleAutomountIsNotQueried(t *testing.T) {
	mounts := parseMountinfo(`25 1 8:1 / / rw - ext4 /dev/sda1 rw
30 25 0:40 / /home/direct rw - autofs systemd-1 rw,fd=29,timeout=300,direct
31 30 0:50 / /home/direct rw - nfs4 filer:/home rw
32 25 0:41 / /net rw - autofs /etc/auto.net rw,fd=30,timeout=300,indirect
33 32 0:51 / /net/filer rw - nfs4 filer:/ rw
34 33 0:52 / /net/filer/sub rw - nfs4 filer:/sub rw
35 25 0:42 / /backup rw - autofs systemd-1 rw,fd=31,timeout=0,direct
36 35 8:17 / /backup rw - ext4 /dev/sdb1 rw
37 25 0:43 / /old rw - autofs systemd-1 rw,direct
38 37 8:33 / /old rw - ext4 /dev/sdc1 rw
39 40 8:49 / /loop rw - ext4 /dev/sdd1 rw
40 39 8:65 / /loop/back rw - ext4 /dev/sde1 rw
`)
	for name, test := range map[string]struct {
		filter Filter
		want   []string
	}{
		"one without a time limit stays mounted anyway": {Filter{}, []string{"/", "/backup", "/loop", "/loop/back"}},
		"included": {Filter{Include: []string{"/home/*", "/net/*"}}, []string{"/home/direct", "/net/filer", "/net/filer/sub"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, points(realMounts(mounts, test.filter, "/"))); diff != "" {
				t.Errorf("mounts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMountsThatMayHang has file systems of networks and of FUSE, one of a type that nobody knows, and local ones, whose
// paths may lead through others.
func TestMountsThatMayHang(t *testing.T) {
	mounts := parseMountinfo(`25 1 8:1 / / rw - ext4 /dev/sda1 rw
26 25 0:50 / /nfs rw - nfs4 filer:/home rw
27 26 8:17 / /nfs/usb rw - vfat /dev/sdb1 rw
28 25 8:33 / /windows rw - fuseblk /dev/sdc1 rw
29 25 0:51 / /sshfs rw - fuse.sshfs host: rw
30 25 0:52 / /share rw - cifs //server/share rw
31 25 0:53 / /guest rw - virtiofs share rw
32 25 0:54 / /new rw - newfs cluster rw
33 25 0:55 / /pool rw - zfs pool rw
34 33 8:49 / /pool/disk rw - xfs /dev/sdd1 rw
`)
	var got []string
	for _, m := range mounts {
		if m.mayHang {
			got = append(got, m.point)
		}
	}
	if diff := cmp.Diff([]string{"/nfs", "/nfs/usb", "/windows", "/sshfs", "/share", "/guest", "/new"}, got); diff != "" {
		t.Errorf("mounts that may hang (-want +got):\n%s", diff)
	}
}
