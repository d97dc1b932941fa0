package render

import "testing"

// TestLongNamesEndWithTheDevicesLastLetters holds that where a name is cut the letters that tell devices apart stay, not the
// line's word alone.
func TestLongNamesEndWithTheDevicesLastLetters(t *testing.T) {
	for name, want := range map[string][2]string{
		"nvme0n1 write": {"nvm", "e0n1 write"}, "enp0s31f6 out": {"enp0s", "31f6 out"}, "/srv/files/share-01": {"/srv/files/s", "hare-01"},
		"/srv/ünï/çö/é": {"/srv/ü", "nï/çö/é"}, "ünï0 writes": {"ünï0 writes", ""}, "ünï00 writes": {"ü", "nï00 writes"},
		"sda write": {"sda write", ""}, "sda1 writes": {"sda1 writes", ""}, "0123456789": {"0123456789", ""}, "": {"", ""},
	} {
		if head, tail := splitName(name); head != want[0] || tail != want[1] {
			t.Errorf("%q is shown as %q and %q, want %q", name, head, tail, want)
		}
	}
}
