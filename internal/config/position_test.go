package config

import (
	"strings"
	"testing"
)

// TestErrorsHavePositions has errors of every kind. Each must name its line of the file.
func TestErrorsHavePositions(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a value out of range", "# a comment\n\nevery = \"500ms\"", "line 3, column 1: every: "},
		{"a default that does not fit", "json = true\nevery = \"3d\"", "line 2, column 1: keep: 48h0m0s is shorter than every"},
		{"both are set", "every = \"2h\"\nkeep = \"1h\"", "line 2, column 1: keep: "},
		{"store", "json = true\nstore = \"file:///s?x=1\"", "line 2, column 1: store file:///s"},
		{"the second store is a path", "json = true\nstore = [\"file:///a\",\n  \"/b\"]", "line 3, column 3: store 2: \"/b\" is a path, not a URL: write file:///b"},
		{"the second store has a wrong option", "store = [\"file:///a\", \"mongodb://u:secret@h/?tsl=true\"]", "line 1, column 23: store 2 mongodb://u:xxxxx@h/"},
		{"a store is there twice", "store = [\"file:///a\", \"file:///b\", \"file:///a\"]", "line 1, column 36: store 3: file:///a is in the list already: remove it"},
		{"one of the stores is empty", "store = [\"\", \"file:///b\"]", "line 1, column 10: store 1: it is empty: write file:///path"},
		{"no store in the list", "store = []", "line 1, column 1: store: an empty list has no store: write a URL, or remove the line"},
		{"the only store of the list", "store = [\"/a\"]", "line 1, column 10: store: \"/a\" is a path"},
		{"an option of a store", "store = \"mongodb://u:secret@h/?tsl=true\"", "line 1, column 1: store mongodb://u:xxxxx@h/"},
		{"what the driver refuses", "json = true\nstore = \"mongodb://h?tls=true\"", "line 2, column 1: store: read mongodb://h?tls=true: "},
		{"options that do not fit together", "store = \"mongodb://a,b/?directConnection=true\"", "line 1, column 1: store: read mongodb://a,b/"},
		{"host", "host = \"a/b\"", "line 1, column 1: host: "},
		{"a key of a table", "[disks]\n  exclude = [\"\"]", "line 2, column 3: disks.exclude: an empty pattern"},
		{"a dotted key", "disks.exclude = [\"\"]", "line 1, column 7: disks.exclude: "},
		{"an item of a list", "[net]\ninclude = [\n  \"eth*\",\n  \"e[\",\n]", "line 4, column 3: net.include: \"e[\" is not"},
		{"the second table of an array", "[[group]]\nname = \"a\"\nhosts = [\"x\"]\n[[group]]\nhosts = [\"y\"]", "line 4, column 3: group 2: it has no name"},
		{"a name", "[[group]]\nname = \"a\"\nhosts = [\"x\"]\n[[group]]\nname = \"a\"\nhosts = [\"y\"]", "line 4, column 3: group 2: there is another"},
		{"an item of the second", "[[group]]\nname = \"a\"\nhosts = [\"x\"]\n[[group]]\nname = \"b\"\nhosts = [\"y[\"]", "line 6, column 10: group 2: hosts: "},
		{"tables in a list", "group = [{name = \"a\", hosts = [\"x\"]},\n  {name = \"b\"}]", "line 2, column 3: group 2: \"b\" has no hosts"},
		{"a threshold", "[thresholds]\nhold = 2\nsilent = 1", "line 3, column 1: thresholds.silent: "},
		{"a level", "[thresholds]\nhold = 2\ndisk = { warning = 95, critical = 85 }", "line 3, column 1: thresholds.disk: "},
		{"a level in a table of its own", "[thresholds.disk]\nwarning = 95\ncritical = 85", "line 1, column 13: thresholds.disk: "},
		{"an override", "json = true\n[[override]]\nthresholds = { hold = 2 }", "line 2, column 3: override 1: it has no hosts"},
		{"a level of an override", "[[override]]\nhosts = [\"a\"]\nthresholds.swap = { warning = 9, critical = 8 }", "line 3, column 12: override 1: thresholds.swap: "},
		{"a level of an override's table", "[[override]]\nhosts = [\"a\"]\n[[override]]\nhosts = [\"a\"]\n[override.thresholds]\nhold = 0", "line 6, column 1: override 2: thresholds.hold: "},
		{"mounts of an override", "[[override]]\nhosts = [\"a\"]\nmounts = [\"/a\", \"\"]", "line 3, column 1: override 1: mounts: an empty pattern"},
		{"a level against the default", "[[override]]\nmounts = [\"/a\"]\nthresholds.disk = { warning = 96 }", "line 3, column 12: override 1: thresholds.disk: "},
		{"two unknown keys", "stat = \"/s\"\n[disk]\nexclude = []", "line 2, column 2: unknown key disk: "},
		{"a key that is there twice", "every = \"1m\"\nevery = \"2m\"", "line 2, column 1\n"},
		{"a table that is there twice", "[net]\n[net]", "line 2, column 2\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadFile(write(t, test.text, 0o600), true, rules())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

// TestKeysWithAdvice has keys that are in the wrong place, or misspelt.
func TestKeysWithAdvice(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"store below a table", "[disks]\nexclude = [\"/snap/*\"]\n\nstore = \"mongodb://u:secret@h/db\"", "line 4, column 1: unknown key disks.store: store belongs above the first table of the file: move the line up"},
		{"every below an array of tables", "[[group]]\nname = \"a\"\nhosts = [\"*\"]\nevery = \"1m\"", "unknown key group.every: every belongs above"},
		{"host for hosts", "[[group]]\nname = \"a\"\nhost = [\"*\"]", "unknown key group.host: did you mean hosts?"},
		{"group for groups", "[[override]]\ngroup = [\"a\"]", "unknown key override.group: did you mean groups?"},
		{"mount for mounts", "[[override]]\nmount = [\"/\"]", "unknown key override.mount: did you mean mounts?"},
		{"a level", "[thresholds]\ndisk = { warn = 80 }", "line 2, column 10: unknown key thresholds.disk.warn: correct or remove it"},
		{"a level of an override", "[[override]]\nhosts = [\"a\"]\nthresholds = { disk = { warn = 80 } }", "unknown key override.thresholds.disk.warn: correct or remove it"},
		{"a table below a table", "[disks]\ngroup = 3", "unknown key disks.group: correct or remove it"},
		{"capitals", "json = true\nStore = \"file:///s\"", "line 2, column 1: unknown key Store: keys have no capitals: write store"},
		{"capitals in a table", "[thresholds]\ndisk = { Warning = 80 }", "line 2, column 10: unknown key Warning: keys have no capitals: write warning"},
		{"a table with capitals", "[Disks]\nexclude = []", "line 1, column 2: unknown key Disks: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadFile(write(t, test.text, 0o600), true, rules())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}
