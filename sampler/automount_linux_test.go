package sampler

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// TestIncludedAutomountIsOptional includes a file system that autofs unmounts when nobody uses it. That it is not mounted any
// more is nothing to warn of.
func TestIncludedAutomountIsOptional(t *testing.T) {
	r := record(t, "vm")
	r.folder = t.TempDir()
	r.show("before")
	write(t, filepath.Join(r.folder, "before/proc/1/mountinfo"), `25 1 8:1 / / rw - ext4 /dev/sda1 rw
30 25 0:40 / /auto rw - autofs systemd-1 rw,fd=29,timeout=300,direct
31 30 8:17 / /auto rw - ext4 /dev/sdb1 rw
`)
	if err := os.Mkdir(filepath.Join(r.env["HOST_ROOT"], "auto"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		filter Filter
		want   map[string]bool // whether a disk is optional
	}{
		{Filter{}, map[string]bool{"/": false}},
		{Filter{Include: []string{"/", "/auto"}}, map[string]bool{"/": false, "/auto": true}},
	} {
		fields, err := readDisks(r.context(), test.filter, newProber(probeTimeout), firstCounters())
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]bool)
		for _, d := range field(fields, "disks").(bson.A) {
			got[field(d.(bson.D), "mount").(string)] = field(d.(bson.D), "optional") != nil
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v: disks, and whether they are optional (-want +got):\n%s", test.filter, diff)
		}
	}
}
