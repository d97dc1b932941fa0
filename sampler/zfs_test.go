//go:build linux

package sampler

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// proxmox is mountinfo of a Proxmox VE host with a second pool, on which homes have a quota.
const proxmox = `25 1 0:26 / / rw,relatime shared:1 - zfs rpool/ROOT/pve-1 rw,xattr,posixacl,casesensitive
40 25 0:41 / /rpool rw,relatime shared:20 - zfs rpool rw,xattr,noacl
41 40 0:42 / /rpool/ROOT rw,relatime shared:21 - zfs rpool/ROOT rw,xattr,noacl
42 40 0:43 / /rpool/data rw,relatime shared:22 - zfs rpool/data rw,xattr,noacl
43 25 0:44 / /tank rw,relatime shared:23 - zfs tank rw,xattr,noacl
44 43 0:45 / /tank/ann rw,relatime shared:24 - zfs tank/ann rw,xattr,noacl
45 43 0:46 / /tank/ben rw,relatime shared:25 - zfs tank/ben rw,xattr,noacl
46 43 0:47 / /tank/logs rw,relatime shared:26 - zfs tank/logs rw,xattr,noacl
47 43 0:48 / /tank/logs/.zfs/snapshot/daily ro,relatime - zfs tank/logs@daily ro,xattr,noacl
48 43 0:49 / /tank/received ro,relatime shared:27 - zfs tank/received ro,xattr,noacl
`

func TestPoolIsOneVolume(t *testing.T) {
	sizes := map[string][2]uint64{ // used and free, as statfs(2) of each data set has them
		"/": {3000, 90_000}, "/rpool": {1, 90_000}, "/rpool/ROOT": {1, 90_000}, "/rpool/data": {57_000, 90_010},
		"/tank": {2, 500_000}, "/tank/ann": {9000, 1000}, "/tank/ben": {0, 10_000}, "/tank/logs": {250_000, 499_000}, "/tank/received": {50_000, 500_000},
	}
	mounts := parseMountinfo(proxmox)
	var volumes []volume
	for _, g := range realMounts(mounts, Filter{}, "/") {
		s := sizes[g[0].point]
		v := volume{mount: g[0]}
		v.used, v.free, v.total = s[0], s[1], s[0]+s[1]
		v.inodes, v.inodesUsed = s[1]+10, 10
		volumes = append(volumes, v)
	}
	type row struct {
		Used, Free, Total, Inodes, InodesUsed uint64
		Optional                              bool
	}
	got := map[string]row{}
	for _, v := range mergePools(volumes, rootMount(mounts, accessOf(mounts), "/")) {
		got[v.point] = row{v.used, v.free, v.total, v.inodes, v.inodesUsed, v.optional}
	}
	want := map[string]row{
		"/":         {60_002, 90_000, 150_002, 90_040, 40, false},
		"/tank":     {300_002, 500_000, 800_002, 500_030, 30, false},
		"/tank/ann": {9000, 1000, 10_000, 1010, 10, true},
		"/tank/ben": {0, 10_000, 10_000, 10_010, 10, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("volumes (-want +got):\n%s", diff)
	}
	if access := accessOf(mounts); len(access) > 0 {
		t.Errorf("cannot fill up: %v", access)
	}
}

func TestPoolWithoutItsFirstDataSet(t *testing.T) {
	volumes := []volume{
		{mount: mount{point: "/srv/a/long", fstype: "zfs", source: "p/a"}, usage: usage{used: 1, free: 50, total: 51}},
		{mount: mount{point: "/srv/b", fstype: "zfs", source: "p/b"}, usage: usage{used: 2, free: 50, total: 52}},
		{mount: mount{point: "/data", fstype: "ext4", source: "/dev/sda1"}, usage: usage{used: 2, free: 50, total: 52}},
		{mount: mount{point: "/srv/c", fstype: "zfs", source: "p/c"}, failed: true},
	}
	got := map[string]uint64{}
	for _, v := range mergePools(volumes, mount{point: "/"}) {
		got[v.point] = v.total
		if v.point == "/srv/b" && !v.optional {
			t.Error("the pool's mount point may become another one, and is not optional")
		}
	}
	if diff := cmp.Diff(map[string]uint64{"/srv/b": 53, "/data": 52, "/srv/c": 0}, got); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}
