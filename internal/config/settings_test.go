package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// environment returns the getenv of a machine with these variables.
func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestPrecedenceOfSettings(t *testing.T) {
	file := write(t, "store = \"file:///file\"\nstate = \"/file\"\nout = \"/file\"\nhost = \"file\"\nevery = \"1m\"", 0o600)
	full := map[string]string{"PSMONITOR_STORE": "file:///env", "PSMONITOR_STATE": "/env", "PSMONITOR_OUT": "/env",
		"PSMONITOR_HOST": "env", "PSMONITOR_CONFIG": file}
	tests := []struct {
		name  string
		flags Flags
		env   map[string]string
		want  Flags
	}{
		{"the file alone", Flags{Config: file}, nil,
			Flags{Stores: Stores{"file:///file"}, State: "/file", Out: "/file", Host: "file"}},
		{"the environment names the file", Flags{}, map[string]string{"PSMONITOR_CONFIG": file},
			Flags{Stores: Stores{"file:///file"}, State: "/file", Out: "/file", Host: "file"}},
		{"the environment wins over the file", Flags{}, full,
			Flags{Stores: Stores{"file:///env"}, State: "/env", Out: "/env", Host: "env"}},
		{"flags win over the environment", Flags{Stores: Stores{"file:///flag"}, State: "/flag", Out: "/flag", Host: "flag"}, full,
			Flags{Stores: Stores{"file:///flag"}, State: "/flag", Out: "/flag", Host: "flag"}},
		{"each setting for itself", Flags{Out: "/flag"}, map[string]string{"PSMONITOR_CONFIG": file, "PSMONITOR_HOST": "env", "PSMONITOR_STATE": ""},
			Flags{Stores: Stores{"file:///file"}, State: "/file", Out: "/flag", Host: "env"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := Load(test.flags, environment(test.env), rules())
			if err != nil {
				t.Fatal(err)
			}
			got := Flags{Stores: c.Stores, State: c.State, Out: c.Out, Host: c.Host}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			if c.Every.Minutes() != 1 {
				t.Errorf("every is %v: the file was not read", c.Every)
			}
		})
	}
}

func TestFlagNamesTheConfiguration(t *testing.T) {
	good, bad := write(t, "", 0o600), write(t, "nonsense", 0o600)
	env := environment(map[string]string{"PSMONITOR_CONFIG": bad, "HOME": "/home/me"})
	if _, err := Load(Flags{Config: good}, env, rules()); err != nil {
		t.Errorf("the flag did not win: %v", err)
	}
	if _, err := Load(Flags{}, env, rules()); err == nil || !strings.Contains(err.Error(), bad) {
		t.Errorf("the environment's file was not read: %v", err)
	}
	if _, err := Load(Flags{Config: good + "x"}, env, rules()); err == nil {
		t.Error("a missing file that was named is not an error")
	}
}

func TestWrongSettingsOutsideTheFile(t *testing.T) {
	file := write(t, "", 0o600)
	tests := []struct {
		name  string
		flags Flags
		want  string
	}{
		{"store is a path", Flags{Stores: Stores{"/srv/x"}}, `store: "/srv/x" is a path, not a URL: write file:///srv/x`},
		{"store is of no kind", Flags{Stores: Stores{"redis://h/"}}, "store redis://h/: want file:///path"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.flags.Config = file
			if _, err := Load(test.flags, environment(nil), rules()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestDefaultPaths(t *testing.T) {
	tests := []struct {
		name, system string
		root         bool
		env          map[string]string
		want         string // "": an error
	}{
		{"root", "linux", true, map[string]string{"HOME": "/root", "XDG_DATA_HOME": "/x"}, "/var/lib/psmonitor"},
		{"a user", "linux", false, map[string]string{"HOME": "/home/me"}, "/home/me/.local/share/psmonitor"},
		{"a user with XDG_DATA_HOME", "freebsd", false, map[string]string{"HOME": "/home/me", "XDG_DATA_HOME": "/data"}, "/data/psmonitor"},
		{"a relative XDG_DATA_HOME does not count", "linux", false, map[string]string{"HOME": "/home/me", "XDG_DATA_HOME": "data"}, "/home/me/.local/share/psmonitor"},
		{"cron without HOME", "linux", false, nil, ""},
		{"Windows", "windows", false, map[string]string{"LOCALAPPDATA": "/c/local", "HOME": "/home/me"}, "/c/local/psmonitor"},
		{"Windows without LOCALAPPDATA", "windows", false, map[string]string{"HOME": "/home/me"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := baseFolder(test.system, test.root, environment(test.env))
			if filepath.ToSlash(got) != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestDefaultPathsShareFolder(t *testing.T) {
	base := t.TempDir()
	c := Config{Settings: Settings{State: "/mine"}}
	got, err := c.withPaths(environment(map[string]string{"XDG_DATA_HOME": base, "LOCALAPPDATA": base}))
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		base = "/var/lib"
	}
	want := Config{Settings: Settings{Stores: Stores{FileURL(filepath.Join(base, "psmonitor", "store"))}, State: "/mine", Out: filepath.Join(base, "psmonitor", "site")}, OutIsDefault: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}
