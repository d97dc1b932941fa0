package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListsOfStores(t *testing.T) {
	for name, test := range map[string]struct {
		file     string
		variable string
		flags    Stores
		want     Stores
	}{
		"one in the file":                 {`store = "file:///a"`, "", nil, Stores{"file:///a"}},
		"a list in the file":              {`store = ["file:///a", "mongodb://h/db"]`, "", nil, Stores{"file:///a", "mongodb://h/db"}},
		"one in the variable":             {`store = ["file:///a", "file:///b"]`, "file:///c", nil, Stores{"file:///c"}},
		"several in the variable":         {`store = "file:///a"`, " file:///c  mongodb://h/db\t", nil, Stores{"file:///c", "mongodb://h/db"}},
		"a path with a space":             {"", "file:///with a space file:///b", nil, Stores{"file:///with a space", "file:///b"}},
		"servers with spaces, as of 2014": {"", "mongodb://a, b/db file:///b", nil, Stores{"mongodb://a, b/db", "file:///b"}},
		"flags win":                       {`store = "file:///a"`, "file:///c file:///d", Stores{"file:///e", "file:///f"}, Stores{"file:///e", "file:///f"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := environment(map[string]string{"PSMONITOR_STORE": test.variable, "PSMONITOR_CONFIG": write(t, test.file, 0o600), "HOME": "/home/me"})
			c, err := Load(Flags{Stores: test.flags}, env, rules())
			if diff := cmp.Diff(test.want, c.Stores); diff != "" || err != nil || c.Store() != test.want[0] {
				t.Errorf("%v, the first is %q, (-want +got)\n%s", err, c.Store(), diff)
			}
		})
	}
}

func TestWrongListsOfStores(t *testing.T) {
	for flag, test := range map[string]struct {
		stores Stores
		want   string
	}{
		"a path":        {Stores{"file:///a", "/b"}, `store 2: "/b" is a path, not a URL`},
		"twice":         {Stores{"mongodb://u:secret@h/db", "mongodb://u:secret@h/db"}, "store 2: mongodb://u:xxxxx@h/db is in the list already"},
		"ssh, to read":  {Stores{"file:///a", "ssh://h/srv"}, "only psmonitor sample works over ssh"},
		"one wrong one": {Stores{"/b"}, `store: "/b" is a path`},
	} {
		c, err := Load(Flags{Stores: test.stores}, environment(map[string]string{"HOME": "/home/me", "PSMONITOR_CONFIG": write(t, "", 0o600)}), rules())
		if err == nil {
			err = c.Stores.CheckReadable("render")
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %q", flag, err, test.want)
		}
	}
}
