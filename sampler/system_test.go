//go:build linux

package sampler

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/shirou/gopsutil/v3/common"
)

func TestCountList(t *testing.T) {
	for list, want := range map[string]int{
		"0": 1, "0-255": 256, "0-3,8": 5, "0,2,4": 3, "": 0, "x": 0, "3-1": 0, "0-": 0, "-1": 0, "0-99999999999": 0,
	} {
		if got := countCPUList(list); got != want {
			t.Errorf("countCPUList(%q) is %d, want %d", list, got, want)
		}
	}
}

func TestPlatform(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"debian":            {map[string]string{"os-release": "ID=debian\nVERSION_ID=\"12\"\n", "debian_version": "12.9\n"}, "debian 12.9"},
		"debian testing":    {map[string]string{"os-release": "ID=debian\n", "debian_version": "trixie/sid\n"}, "debian trixie/sid"},
		"debian, minimal":   {map[string]string{"os-release": "ID=debian\nVERSION_ID=\"12\"\n"}, "debian 12"},
		"ubuntu":            {map[string]string{"os-release": "NAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian\n", "debian_version": "trixie/sid\n"}, "ubuntu 24.04"},
		"arch, no version":  {map[string]string{"os-release": "ID=arch\n"}, "arch"},
		"old debian":        {map[string]string{"debian_version": "5.0.10\n"}, "debian 5.0.10"},
		"old red hat":       {map[string]string{"redhat-release": "CentOS release 5.11 (Final)\n\n"}, "CentOS release 5.11 (Final)"},
		"no files":          {nil, ""},
		"spaces and quotes": {map[string]string{"os-release": "# a comment\n\n ID='opensuse-leap' \nVERSION_ID=15.6\nBROKEN\n"}, "opensuse-leap 15.6"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			for file, data := range test.files {
				write(t, filepath.Join(folder, file), data)
			}
			ctx := context.WithValue(context.Background(), common.EnvKey, common.EnvMap{common.HostEtcEnvKey: folder, common.HostRootEnvKey: folder})
			got, err := platform(ctx)
			if err != nil || got != test.want {
				t.Errorf("platform is %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestFilterAccepts(t *testing.T) {
	for name, test := range map[string]struct {
		filter    Filter
		name      string
		byDefault bool
		want      bool
	}{
		"no filter, default":        {Filter{}, "/home", true, true},
		"no filter, not default":    {Filter{}, "/run", false, false},
		"included, not default":     {Filter{Include: []string{"/run"}}, "/run", false, true},
		"not included":              {Filter{Include: []string{"/run"}}, "/home", true, false},
		"excluded":                  {Filter{Exclude: []string{"/snap/*"}}, "/snap/core/1", true, false},
		"exclude has precedence":    {Filter{Include: []string{"/*"}, Exclude: []string{"/home"}}, "/home", true, false},
		"malformed matches nothing": {Filter{Exclude: []string{"["}}, "[", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.filter.accepts(test.name, test.byDefault); got != test.want {
				t.Errorf("accepts(%q) = %v", test.name, got)
			}
		})
	}
}
