package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/sampler"
)

// rules are those of the families that a host is sampled by.
func rules() []metric.Rule { return metric.Rules(sampler.Families(sampler.Filters{})) }

// write makes a configuration file and returns its path.
func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "psmonitor.toml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func TestEveryKeyIsRead(t *testing.T) {
	got, err := loadFile(filepath.Join("testdata", "psmonitor.toml"), true, rules())
	if err != nil {
		t.Fatal(err)
	}
	silent, hold := 4.0, 2
	want := Config{
		Settings: Settings{
			Stores: Stores{"mongodb://db1.example.com,db2.example.com/reports?replicaSet=rs1&readPreference=secondaryPreferred"},
			State:  "/var/lib/psmonitor",
			Out:    "/var/www/html/psmonitor",
			Host:   "example01",
			Every:  Duration{10 * time.Minute},
			Keep:   Duration{7 * 24 * time.Hour},
			JSON:   false,
			Disks:  Filter{IncludeAlso: []string{"/tmp"}, Exclude: []string{"/snap/*"}},
			DiskIO: Filter{Include: []string{"sd*", "nvme*"}, Exclude: []string{"sdz"}},
			Net:    Filter{Exclude: []string{"veth*"}},
			Hosts:  Hosts{Ignore: []string{"old-*"}},
			Groups: []Group{{Name: "web", Hosts: []string{"web-*", "example0?"}}, {Name: "the rest", Hosts: []string{"*"}}},
		},
		Thresholds: Thresholds{Silent: &silent, Hold: &hold, Levels: map[string]metric.PartialLevel{
			"disk": level(85, 95), "inodes": level(85, 95), "memory": level(10, 5), "swap": level(50, 80), "cpu": warning(90), "load": level(2, 4),
		}},
		Overrides: []Override{
			{Hosts: []string{"backup-*"}, Thresholds: Thresholds{Levels: map[string]metric.PartialLevel{"disk": level(97, 99)}}},
			{Groups: []string{"web"}, Elements: []Elements{{Key: "mount", Names: []string{"/srv/*"}}},
				Thresholds: Thresholds{Levels: map[string]metric.PartialLevel{"disk": warning(90)}}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	if got.MaxDocuments() != 1008 {
		t.Errorf("%d documents are kept, want 1008", got.MaxDocuments())
	}
}

func TestMissingConfiguration(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "psmonitor.toml")
	got, err := loadFile(missing, false, rules())
	if err != nil {
		t.Errorf("nobody asked for the file: %v", err)
	}
	if diff := cmp.Diff(defaults(), got); diff != "" {
		t.Errorf("without a file (-want +got):\n%s", diff)
	}
	if got.MaxDocuments() != 576 {
		t.Errorf("%d documents are kept by default, want 576", got.MaxDocuments())
	}
	if _, err := loadFile(missing, true, rules()); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("a named file that is not there: %v", err)
	}
	if _, err := loadFile(t.TempDir(), false, rules()); err == nil {
		t.Error("a folder was taken for a configuration")
	}
}

func TestConfigurationErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unknown key is underlined", "store = \"file:///s\"\nsate  = \"/s\"\n",
			"line 2, column 1: unknown key sate: correct or remove it\n1| store = \"file:///s\"\n2| sate  = \"/s\"\n | ~~~~ unknown field"},
		{"an unknown key in a table is underlined", "[disks]\nexlude = []",
			"line 2, column 1: unknown key disks.exlude: correct or remove it\n1| [disks]\n2| exlude = []\n | ~~~~~~ unknown field"},
		{"an unknown threshold is underlined", "[thresholds]\ndisks = { warning = 80 }",
			"line 2, column 1: unknown key thresholds.disks: correct or remove it\n1| [thresholds]\n2| disks = { warning = 80 }\n | ~~~~~ unknown field"},
		{"an unknown threshold of an override is underlined", "[[override]]\nhosts = [\"a\"]\nthresholds.dsk.warning = 80",
			"3| thresholds.dsk.warning = 80\n | ~~~~~~~~~~~~~~~~~~~~~~ unknown field"},
		{"an unknown level is underlined", "[thresholds]\ncpu = { waring = 80 }", "2| cpu = { waring = 80 }\n |         ~~~~~~ unknown field"},
		{"bad syntax is underlined", "every = 5m",
			"line 1, column 10\n1| every = 5m\n |          ~ "},
		{"a bad duration is underlined", "every = \"5\"",
			"line 1, column 9\n1| every = \"5\"\n |         ~~~ a duration needs a unit: did you mean 5m?"},
		{"a wrong type is said in the user's words", "json = 1", "~ integer found, want true or false"},
		{"a text for a list is said so", "[hosts]\nignore = \"old-*\"", "~ string found, want a list"},
		{"a number for a level is said so", "[thresholds]\ndisk = 85", "~~ integer found, want a table"},
		{"a text for a number is said so", "[thresholds]\ndisk = { warning = \"85\" }", "~~~~ string found, want a number"},
		{"a text for samples is said so", "[[override]]\nhosts = [\"a\"]\nthresholds = { hold = \"3\" }", "~~~ string found, want a whole number"},
		{"a duration without unit or quotes", "every = 5", "line 1, column 1: every: a duration needs a unit: did you mean 5m?"},
		{"hours without unit", "every = \"5m\"\nkeep = 48", "line 2, column 1: keep: a duration needs a unit: did you mean 48h?"},
		{"hours without unit, in quotes", "keep = \"48\"", "line 1, column 8\n1| keep = \"48\"\n |        ~~~~ a duration needs a unit: did you mean 48h?"},
		{"a fraction for a duration", "every = 1.5", "line 1, column 1: every: not a duration"},
		{"a list for a duration", "every = [5]", "line 1, column 9"},
		{"seconds without unit", "every = 300", "did you mean 300s?"},
		{"a duration of words", `every = "five"`, `~~~~~~ not a duration: write it like "30s", "5m", "48h" or "7d"`},
		{"a negative duration", `keep = "-48h"`, "not a duration"},
		{"every too short", `every = "500ms"`, `every: 500ms is too short: write "1s" or more`},
		{"keep shorter than every", "every = \"2h\"\nkeep = \"1h\"", "keep: 1h0m0s is shorter than every (2h0m0s): write 2h0m0s or more"},
		{"a path without quotes", "out = /srv/www", `not a value: want a number, true, false, or text in quotes: "…"`},
		{"a URL without quotes", "store = file:///s", `not a value: want a number, true, false, or text in quotes: "…"`},
		{"a duration without quotes", "keep = 14d", `not a value: want a number, true, false, or text in quotes: "…"`},
		{"a name without quotes", "host = nas", `not a value: want a number, true, false, or text in quotes: "…"`},
		{"too many documents", "every = \"1s\"\nkeep = \"9000d\"", "keep: 216000h0m0s at one sample every 1s is 777600000 documents"},
		{"store is a path", `store = "/srv/psm"`, `store: "/srv/psm" is a path, not a URL: write file:///srv/psm`},
		{"store is a path with a blank", `store = "/srv/p m"`, `write file:///srv/p%20m`},
		{"store is file:// and a relative path", `store = "file://srv"`, `store: "file://srv" has no absolute path: write file:///srv`},
		{"store of another kind", `store = "postgres://h/db"`, `store postgres://h/db: want file:///path, mongodb://…`},
		{"store with a broken scheme is not shown", "store = \"mongodb\xff//me:secret@db\"", "line 1, column"},
		{"store with a control character is not shown", "store = \"mongodb:/\x0f?password=secret\"", "line 1, column"},
		{"store by ssh with a password", `store = "ssh://me:secret@h/srv"`, "ssh accepts no password in a URL: create a key"},
		{"store by ssh without a folder", `store = "ssh://h/"`, "name the store's folder"},
		{"store by ssh with an option for a host", `store = "ssh://-oX/a"`, "not begin with a dash"},
		{"store is a file with a query", `store = "file:///s?x=1"`, "a file URL has no options"},
		{"store with a colon too many", `store = "mongodb://u:secret:q@h/db"`, "must be escaped"},
		{"store is reserved by MongoDB", `store = "mongodb://h/admin"`, "is reserved by MongoDB"},
		{"store with a slash too few is not shown", `store = "mongodb:/u:secret/db"`, "store: this is not a URL: write"},
		{"store without a scheme is not shown", `store = "me:secret@db"`, "store: this is not a URL: write"},
		{"host with a slash", `host = "a/b"`, `host: host name "a/b" has a character other than`},
		{"bad glob for disks", "[disks]\nexclude = [\"/snap/[\"]", `disks.exclude: "/snap/[" is not a valid pattern`},
		{"bad glob for more disks", "[disks]\ninclude_also = [\"/[\"]", `disks.include_also: "/[" is not a valid pattern`},
		{"bad glob for net", "[net]\ninclude = [\"e[\"]", `net.include: "e[" is not a valid pattern`},
		{"empty glob", "[hosts]\nignore = [\"\"]", "hosts.ignore: an empty pattern matches nothing"},
		{"group without a name", "[[group]]\nhosts = [\"a\"]", "group 1: it has no name"},
		{"group twice", "[[group]]\nname = \"a\"\nhosts = [\"x\"]\n[[group]]\nname = \"a\"\nhosts = [\"y\"]", `group 2: there is another one with the name "a"`},
		{"group without hosts", "[[group]]\nname = \"a\"", `group 1: "a" has no hosts`},
		{"bad glob in a group", "[[group]]\nname = \"a\"\nhosts = [\"[\"]", `group 1: hosts: "[" is not a valid pattern`},
		{"override without hosts", "[[override]]\nthresholds = { hold = 2 }", "override 1: it has no hosts: give it hosts = [\"…\"], groups or mounts"},
		{"override with an empty list", "[[override]]\nhosts = [\"a\"]\nmounts = []", "override 1: mounts: an empty list selects nothing: remove it"},
		{"override of no hosts", "[[override]]\nhosts = []\nmounts = [\"/\"]", "override 1: hosts: an empty list selects nothing"},
		{"override of no group", "[[override]]\ngroups = []", "override 1: groups: an empty list selects nothing"},
		{"override of an unknown group", "[[group]]\nname = \"web\"\nhosts = [\"a\"]\n[[override]]\ngroups = [\"wbe\"]", `line 5, column 11: override 1: groups: "wbe" is not the name of a group: define it with [[group]], or write one of ["web"]`},
		{"override of a group where there are none", "[[override]]\ngroups = [\"web\"]", `groups: "web" is not the name of a group: define it with [[group]]`},
		{"bad glob of mounts", "[[override]]\nmounts = [\"/[\"]", `override 1: mounts: "/[" is not a valid pattern`},
		{"a level that no mount has", "[[override]]\nmounts = [\"/\"]\nthresholds.cpu.warning = 9", "override 1: thresholds.cpu: it counts for the whole host, not for mounts: put it into an override without mounts; with mounts there can be disk, inodes, readonly, unmounted, full"},
		{"hold of a mount", "[[override]]\nmounts = [\"/\"]\nthresholds.hold = 9", "override 1: thresholds.hold: it counts for the whole host"},
		{"silence of a mount", "[[override]]\nmounts = [\"/\"]\nthresholds.silent = 9", "override 1: thresholds.silent: it counts for the whole host"},
		{"levels the wrong way round", "[thresholds]\ndisk = { warning = 95, critical = 85 }", "thresholds.disk: warning (95) must be below critical (85)"},
		{"memory counts what is available", "[thresholds]\nmemory = { warning = 5, critical = 10 }", "thresholds.memory: lower values are worse, so warning (5) must be above critical (10)"},
		{"warning above the default", "[thresholds]\ndisk = { warning = 97 }", "thresholds.disk: warning (97) must be below critical (95, the default): write critical as well, above 97, or 0 (never)"},
		{"critical below the default", "[thresholds]\ndisk = { critical = 85 }", "thresholds.disk: warning (85, the default) must be below critical (85): write warning as well, below 85, or 0 (never)"},
		{"warning below the default, where lower is worse", "[thresholds]\nfull = { warning = 12 }", "thresholds.full: lower values are worse, so warning (12) must be above critical (24, the default): write critical as well, below 12, or 0 (never)"},
		{"critical above the default, where lower is worse", "[thresholds]\nmemory = { critical = 20 }", "thresholds.memory: lower values are worse, so warning (10, the default) must be above critical (20): write warning as well, above 20, or 0 (never)"},
		{"override against the thresholds", "[thresholds]\ndisk = { warning = 50, critical = 60 }\n[[override]]\nmounts = [\"/b\"]\nthresholds.disk.warning = 70", "override 1: thresholds.disk: warning (70) must be below critical (60, in [thresholds]): write critical as well, above 70"},
		{"level out of range", "[thresholds]\ncpu = { warning = 950 }", "thresholds.cpu: 950 is out of range: write 0 (never) to 100"},
		{"level that is no number", "[thresholds]\nload = { warning = nan }", "thresholds.load: NaN is out of range"},
		{"silent before late", "[thresholds]\nsilent = 1", "thresholds.silent: 1 is out of range: write 2 to 1000 cadences"},
		{"hold of none", "[thresholds]\nhold = 0", "thresholds.hold: 0 is out of range: write 1 to 100 samples"},
		{"level of an override", "[[override]]\nhosts = [\"a\"]\nthresholds = { swap = { warning = 9, critical = 8 } }", "override 1: thresholds.swap: warning (9) must be below critical (8)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := write(t, test.text, 0o600)
			_, err := loadFile(path, true, rules())
			if err == nil {
				t.Fatal("no error")
			}
			if got := err.Error(); !strings.HasPrefix(got, "configuration "+path+": line ") || !strings.Contains(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is shown:\n%v", err)
			}
		})
	}
}

func TestPasswordsAreNotShown(t *testing.T) {
	for _, text := range []string{
		"store = \"mongodb://me:sec@ret@db/x\"\njson = 3",
		"store = \"mongodb+srv://me:sec/ret@db/x",
		"stoer = \"mongodb://me:sec ret@db/x\"",
		"store = \"ssh://me:sec@ret@db/x",
		"store = \"mongodb:/me:secret/db\"",
		"store = \"mongodb:/me:secret/db\"\njson = 3",
		"store = mongodb:/me:secret/db",
		"store: \"me:secret/db\"",
		"\"store\" = \"me:secret/db\"\njson = 3",
		"store = \"mongodb://me:\nsecret/db\"",
		"store = \"\"\"\nmongodb:/me:\nsecret/db\nx = secret\"\"\"\njson = 3",
		"store = \"\"\"\n\n\n\n\n\nsecret\n\"\"\"\njson = 3",
		"store = [\"file:///s\", \"mongodb:/me:secret/db\"]\njson = 3",
		"store = [\n\"file:///s\",\n\"mongodb:/me:secret/db\",\n]\njson = 3",
		"store = [\n\"file:///s\",\n  'me:secret/db?tls=true',\n]\njson = 3",
		"store = [\n\"file:///s\",\n\"mongodb://me:sec@ret/db\"\njson = 3",
	} {
		_, err := loadFile(write(t, text, 0o600), true, rules())
		if err == nil {
			t.Fatalf("no error for %q", text)
		}
		if strings.Contains(err.Error(), "ret@") || strings.Contains(strings.ReplaceAll(err.Error(), "a second", ""), "sec") {
			t.Errorf("the password is shown:\n%v", err)
		}
	}
}

func TestPasswordInAFileThatEverybodyReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has no such modes
	}
	const plain, secret = "mongodb://db/reports", "mongodb://me:secret@db/reports"
	tests := []struct {
		name, store string
		mode        os.FileMode
		refused     bool
	}{
		{"no password", plain, 0o644, false},
		{"a user without a password", "mongodb://me@db/reports", 0o644, false},
		{"password, for everybody", secret, 0o644, true},
		{"password of the second store, for everybody", `file:///s", "` + secret, 0o644, true},
		{"password, for the owner", secret, 0o600, false},
		{"password, for the group", secret, 0o640, false},
		{"password of a key file, for everybody", "mongodb://db/?tlsCertificateKeyFile=/k&tlsCertificateKeyFilePassword=secret", 0o644, true},
		{"a session's token, escaped, for everybody", "mongodb://db/?authMechanismProperties=AWS_SESSION_TOKEN%3Asecret", 0o644, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := write(t, "store = [\""+test.store+"\"]", test.mode)
			_, err := loadFile(path, true, rules())
			if !test.refused {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), "line 1, column 1: store has a password, and everybody can read the file: run chmod o-rw "+path) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOversizedConfigurationIsRefused(t *testing.T) {
	path := write(t, strings.Repeat("#\n", maxFile/2+1), 0o600)
	if _, err := loadFile(path, true, rules()); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestHostName(t *testing.T) {
	if got, err := (Config{Settings: Settings{Host: "web-01"}}).HostName(); got != "web-01" || err != nil {
		t.Errorf("a configured name: %q, %v", got, err)
	}
	system, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Config{}.HostName()
	if got != system || (err == nil) != (metric.CheckNewHost(system) == nil) {
		t.Errorf("the system's name %q: %q, %v", system, got, err)
	}
}

// FuzzConfig asserts that no text makes the loader panic, and that what it lets through keeps its promises.
func FuzzConfig(f *testing.F) {
	example, err := os.ReadFile(filepath.Join("testdata", "psmonitor.toml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte("[[override]]\nmounts = [\"/backup/*\"]\nthresholds.disk.warning = 90\n[[override]]\nhosts = [\"*\"]\nthresholds.disk.critical = 86"))
	f.Add([]byte("every = \"1d1h\"\n[[override]]\nhosts = [\"*\"]\nthresholds.disk.warning = 1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c := defaults()
		if c.decode(text, rules()) != nil {
			return
		}
		if n := c.MaxDocuments(); n < 1 || n > MaxKept {
			t.Errorf("%d documents are kept", n)
		}
		got := c.ThresholdsOf("web-01")
		if got.Hold < 1 || !(got.Silent >= 2) {
			t.Errorf("hold %d, silent %v", got.Hold, got.Silent)
		}
		for _, r := range rules() {
			for _, l := range []metric.Level{got.Level(&r), got.LevelOf(&r, "mount", "/backup/a")} {
				equal := l.Warning == l.Critical // after overrides that contradict each other
				for _, v := range []float64{l.Warning, l.Critical} {
					if !(v == 0 || v >= r.Min && v <= r.Max) || l.Contradicts(r.Below) && !equal {
						t.Errorf("%s: %v", r.Name, l)
					}
				}
			}
		}
	})
}
