//go:build linux

package sampler

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// The mounts of real systems, shortened.
const (
	fedoraCoreOS = `25 1 0:40 / / ro,relatime shared:1 - overlay composefs ro,seclabel,lowerdir+=/run/ostree/.private/cfsroot-lower
26 25 8:4 /ostree/deploy/os/var /var rw,relatime shared:2 - xfs /dev/sda4 rw
27 25 8:4 / /sysroot ro,relatime shared:3 - xfs /dev/sda4 rw
28 25 8:4 /ostree/deploy/os/deploy/0.0/etc /etc rw,relatime shared:4 - xfs /dev/sda4 rw
29 25 8:3 / /boot ro,nosuid,nodev,relatime shared:5 - ext4 /dev/sda3 rw
`
	talos = `20 1 7:0 / / ro,relatime - squashfs /dev/loop0 ro,errors=continue
21 20 0:22 / /system rw,relatime - tmpfs tmpfs rw
22 20 8:6 / /var rw,nosuid,nodev,noexec,relatime - xfs /dev/sda6 rw,attr2
`
	failedRoot = `20 1 8:2 / / rw,relatime - ext4 /dev/sda2 ro,errors=remount-ro
21 20 8:3 / /var rw,relatime - ext4 /dev/sda3 rw
`
	liveCD = `20 1 7:0 / / ro,relatime - squashfs /dev/loop0 ro
21 20 0:22 / /var rw,relatime - tmpfs tmpfs rw
`
	desktop = `25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
30 25 0:50 / /tmp/.mount_nvimZqKJ ro,nosuid,nodev,relatime shared:9 - fuse.nvim.appimage nvim.appimage ro,user_id=1000,group_id=1000
31 25 0:51 / /tmp/.mount_cursor7a ro,nosuid,nodev,relatime shared:9 - fuse.cursor cursor ro,user_id=1000,group_id=1000
32 25 0:52 / /opt/image ro,nosuid,nodev,relatime - fuse.squashfuse squashfuse ro,user_id=0,group_id=0
33 25 7:1 / /media/cd ro,relatime - iso9660 /dev/loop1 ro,nojoliet
34 25 8:2 /nix/store /nix/store ro,relatime - ext4 /dev/sda2 rw
35 25 8:17 / /data rw,relatime - ext4 /dev/sdb1 ro
36 25 8:33 / /new rw,relatime - ext4 /dev/sdc1 rw,emergency_ro
37 25 8:49 /part /host ro,relatime - ext4 /dev/sdd1 rw
38 25 8:65 / /mnt/dvd-on-disk ro,relatime - ext4 /dev/sde1 ro
`
)

func TestFileSystemsThatCannotFillUp(t *testing.T) {
	for name, test := range map[string]struct {
		mountinfo string
		listed    []string
		readOnly  []string // of these
		broken    []string
		root      string
	}{
		"composefs, /sysroot is read-only but /var writable": {fedoraCoreOS, []string{"/", "/boot", "/sysroot"}, []string{"/", "/boot"}, nil, "/sysroot"},
		"no /sysroot":              {talos, []string{"/", "/var"}, []string{"/"}, nil, "/var"},
		"an error of /":            {failedRoot, []string{"/", "/var"}, nil, []string{"/"}, "/"},
		"nothing that can fill up": {liveCD, []string{"/"}, []string{"/"}, nil, "/"},
		"images, errors, and parts of writable file systems": {desktop,
			[]string{"/", "/data", "/host", "/mnt/dvd-on-disk", "/new"}, []string{"/mnt/dvd-on-disk"}, []string{"/data", "/new"}, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			mounts := parseMountinfo(test.mountinfo)
			access := accessOf(mounts)
			var listed, fixed, failed []string
			for _, g := range realMounts(mounts, Filter{}, "/") {
				listed = append(listed, g[0].point)
				switch access[g[0].key()] {
				case readOnly:
					fixed = append(fixed, g[0].point)
				case broken:
					failed = append(failed, g[0].point)
				}
			}
			if diff := cmp.Diff(test.listed, listed); diff != "" {
				t.Errorf("mounts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.readOnly, fixed); diff != "" {
				t.Errorf("read-only (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.broken, failed); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
			if got := rootMount(mounts, access, "/").point; got != test.root {
				t.Errorf("disk_root is of %s, want %s", got, test.root)
			}
		})
	}
}

// recordMounts returns a recording with these mounts, whose folders exist.
func recordMounts(t *testing.T, mountinfo string) *recording {
	t.Helper()
	r := record(t, "vm")
	r.env["HOST_PROC"] = t.TempDir()
	write(t, filepath.Join(r.env["HOST_PROC"], "1/mountinfo"), mountinfo)
	for _, m := range parseMountinfo(mountinfo) {
		if err := os.MkdirAll(filepath.Join(r.env["HOST_ROOT"], m.point), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestDocumentSaysWhatIsReadOnly(t *testing.T) {
	fields, err := readDisks(recordMounts(t, fedoraCoreOS+"30 25 8:9 / /data rw - ext4 /dev/sdb1 ro\n").context(), Filter{Exclude: []string{"/sysroot", "/var", "/etc"}}, newProber(probeTimeout), firstCounters())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][2]any{}
	for _, d := range field(fields, "disks").(bson.A) {
		got[field(d.(bson.D), "mount").(string)] = [2]any{field(d.(bson.D), "readonly"), field(d.(bson.D), "error")}
	}
	if diff := cmp.Diff(map[string][2]any{"/": {true, nil}, "/boot": {true, nil}, "/data": {true, true}}, got); diff != "" {
		t.Errorf("readonly and error (-want +got):\n%s", diff)
	}
	if field(fields, "disk_root") == nil {
		t.Error("there is no disk_root because /sysroot is excluded")
	}
}

func TestFailedMountIsListedWithoutSizes(t *testing.T) {
	r := recordMounts(t, fedoraCoreOS+"30 25 8:9 / /mnt/hung rw - ext4 /dev/sdb1 rw\n")
	p := newProber(probeTimeout)
	p.start("/mnt/hung") // as if a query of an earlier sample had not returned
	fields, err := readDisks(r.context(), Filter{}, p, firstCounters())
	if err == nil {
		t.Error("no error")
	}
	disks := field(fields, "disks").(bson.A)
	at := slices.IndexFunc(disks, func(d any) bool { return field(d.(bson.D), "mount") == "/mnt/hung" })
	if at < 0 {
		t.Fatal("it is missing")
	}
	want := bson.D{{Key: "mount", Value: "/mnt/hung"}, {Key: "fstype", Value: "ext4"}, {Key: "readonly", Value: false}}
	if diff := cmp.Diff(want, disks[at]); diff != "" {
		t.Errorf("element (-want +got):\n%s", diff)
	}
}

func TestConfigurationOfDisksHasAChecksum(t *testing.T) {
	r := recordMounts(t, fedoraCoreOS)
	seen := map[any]bool{}
	for _, f := range []Filter{{}, {Exclude: []string{"/a"}}, {Include: []string{"/a"}}, {IncludeAlso: []string{"/a"}}, {Exclude: []string{"/a /b"}}, {Exclude: []string{"/a", "/b"}}} {
		for range 2 {
			fields, err := readDisks(r.context(), f, newProber(probeTimeout), firstCounters())
			if err != nil {
				t.Fatal(err)
			}
			seen[field(fields, "disks_config")] = true
		}
	}
	if len(seen) != 6 || seen[nil] {
		t.Errorf("%d checksums of 6 filters", len(seen))
	}
}

// firstCounters returns the counters of a first sample.
func firstCounters() *metric.Counters { return &metric.Counters{After: map[string]float64{}} }

func TestFileSystemKeepsItsNameWhileAnotherMountPointIsThere(t *testing.T) {
	const backup, temporary = "30 1 8:9 / /backup rw - ext4 /dev/sdb1 rw\n", "31 1 8:9 / /mnt rw - ext4 /dev/sdb1 rw\n"
	const root = "25 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
	c := firstCounters()
	for i, stage := range []struct{ mountinfo, want string }{
		{root + backup, "/backup"}, {root + backup + temporary, "/backup"}, {root + temporary, "/mnt"}, {root + temporary + backup, "/mnt"}, {root + backup, "/backup"},
	} {
		c = &metric.Counters{Before: c.After, After: map[string]float64{}}
		fields, err := readDisks(recordMounts(t, stage.mountinfo).context(), Filter{}, newProber(probeTimeout), c)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range field(fields, "disks").(bson.A) {
			got = append(got, field(d.(bson.D), "mount").(string))
		}
		if diff := cmp.Diff([]string{"/", stage.want}, got); diff != "" {
			t.Errorf("sample %d (-want +got):\n%s", i+1, diff)
		}
	}
}
