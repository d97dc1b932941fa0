package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/test/servers"
)

// privileges are the actions that a role has on each collection; "" is each collection of the database, and the database itself.
type privileges map[string][]string

// documentedRoles returns the roles that the documentation has users create, by their names.
func documentedRoles(t *testing.T) map[string]privileges {
	t.Helper()
	role := regexp.MustCompile(`(?s)createRole\(\{role: "(\w+)", roles: \[\], privileges: \[(.*?)\]\}\)`)
	privilege := regexp.MustCompile(`\{resource: \{db: "reports", collection: "([a-z:]*)"\}, actions: \[([^\]]+)\]`)
	roles := map[string]privileges{}
	for _, file := range []string{"README.md", "docs/hardening.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range role.FindAllStringSubmatch(string(text), -1) {
			roles[found[1]] = privileges{}
			for _, p := range privilege.FindAllStringSubmatch(found[2], -1) {
				roles[found[1]][p[1]] = strings.Split(strings.ReplaceAll(p[2], `"`, ""), ", ")
			}
		}
	}
	return roles
}

// allows reports whether an action is allowed on a collection.
func (p privileges) allows(action, collection string) bool {
	return slices.Contains(p[""], action) || slices.Contains(p[collection], action)
}

// neededActions returns the privilege actions that a command needs on its database or collection. Source: the pages of the
// commands in MongoDB's manual. ok is false for a command that psmonitor is not known to use.
func neededActions(c servers.Command) (actions []string, ok bool) {
	switch c.Name {
	case "", "hello", "ping", "endSessions", "killCursors":
		return nil, true
	case "listCollections", "insert", "find":
		return []string{c.Name}, true
	case "getMore":
		return []string{"find"}, true
	case "update": // psmonitor's updates insert what is not there
		return []string{"update", "insert"}, true
	case "delete":
		return []string{"remove"}, true
	case "create":
		actions = []string{"createCollection"}
		if capped, _ := c.Document.Lookup("capped").BooleanOK(); capped {
			actions = append(actions, "convertToCapped")
		}
		return actions, true
	case "drop":
		return []string{"dropCollection"}, true
	}
	return nil, false
}

// asRole returns the URL of the store for a user with these privileges.
func asRole(t *testing.T, storeURL string, granted privileges) string {
	return servers.Proxy(t, storeURL, func(c servers.Command) (a servers.Action) {
		needed, known := neededActions(c)
		if !known {
			t.Errorf("the command %s is not in the table", c.Name)
		}
		collection, _ := c.Document.Lookup(c.Name).StringValueOK()
		for _, action := range needed {
			if !granted.allows(action, collection) {
				a.Answer = bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(13)}, {Key: "codeName", Value: "Unauthorized"},
					{Key: "errmsg", Value: fmt.Sprintf(`not authorized on reports to execute command { %s: "%s" }`, c.Name, collection)}}
			}
		}
		return a
	})
}

// TestDocumentedRoles samples, renders and forgets with exactly the roles that the documentation names, on a server that
// refuses what they do not contain.
func TestDocumentedRoles(t *testing.T) {
	storeURL, roles := servers.Database(t, servers.FerretDB(t)), documentedRoles(t)
	as := func(role string) string {
		if len(roles[role]) == 0 {
			t.Fatalf("the role %s is not documented", role)
		}
		return asRole(t, storeURL, roles[role])
	}
	state, site := t.TempDir(), filepath.Join(t.TempDir(), "site")
	sample := func(role string) []string {
		return []string{"sample", "-store", as(role), "-host", "web-01", "-state", state}
	}
	code, output := tryProgram(t, sample("psmonitorStrictSampler")...)
	if want := "createCollection and convertToCapped"; code != exitFailed || !strings.Contains(output, want) {
		t.Errorf("without a collection: exit code %d, %q, want one with %q", code, output, want)
	}
	psmonitorNews(t, sample("psmonitorSampler")...)
	psmonitor(t, sample("psmonitorStrictSampler")...)
	psmonitor(t, "render", "-store", as("psmonitorRenderer"), "-out", site)
	code, output = tryProgram(t, "forget", "-store", as("psmonitorRenderer"), "-out", site, "-state", state, "web-01")
	if want := "dropCollection on the database: grant the role psmonitorForget"; code != exitFailed || !strings.Contains(output, want) {
		t.Errorf("as the renderer: exit code %d, %q, want one with %q", code, output, want)
	}
	if code, output := tryProgram(t, "forget", "-store", as("psmonitorForget"), "-out", site, "-state", state, "web-01"); code != exitDone {
		t.Errorf("forget: exit code %d, %q", code, output)
	}
}

// tryProgram runs the program and returns what it has printed.
func tryProgram(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	var printed strings.Builder
	code = run(t.Context(), args, app{getenv: func(string) string { return "" }, stdout: &printed, stderr: &printed})
	return code, printed.String()
}

// psmonitorNews runs the program, which must end well and say that an outage is over.
func psmonitorNews(t *testing.T, args ...string) {
	t.Helper()
	if code, output := tryProgram(t, args...); code != exitDone || !strings.Contains(output, "the store works again") {
		t.Fatalf("psmonitor %s: exit code %d, output %q", strings.Join(args, " "), code, output)
	}
}

// without returns privileges without an action.
func (p privileges) without(action string) privileges {
	rest := privileges{}
	for collection, actions := range p {
		rest[collection] = slices.DeleteFunc(slices.Clone(actions), func(a string) bool { return a == action })
	}
	return rest
}

// TestRolesForHistory makes the history of yesterday's samples, and removes it, with the documented roles, and with those of versions
// without history. With the latter, samples are stored all the same, and what to grant is said once.
func TestRolesForHistory(t *testing.T) {
	storeURL, roles := servers.Database(t, servers.FerretDB(t)), documentedRoles(t)
	st, err := store.Open(t.Context(), storeURL, store.Options{Max: 576})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close(t.Context())
	for i := range 3 {
		at := time.Now().Add(time.Duration(i-30) * time.Hour)
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "date", Value: at}})
		if err == nil {
			err = st.Append(t.Context(), "web-01", doc)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	hours := func() int {
		heads, err := st.HistoryHeads(t.Context(), rollup.Hours, "web-01")
		if err != nil {
			t.Fatal(err)
		}
		return len(heads)
	}
	state, site := t.TempDir(), filepath.Join(t.TempDir(), "site")
	run := func(command string, granted privileges) (code int, output string) {
		args := []string{command, "-store", asRole(t, storeURL, granted), "-state", state}
		if command == "forget" {
			return tryProgram(t, append(args, "-out", site, "web-01")...)
		}
		return tryProgram(t, append(args, "-host", "web-01")...)
	}
	sampler, forget := roles["psmonitorSampler"], roles["psmonitorForget"]
	code, output := run("sample", sampler.without("update"))
	if want := "the permission for insert and update on the database: grant the role psmonitorSampler"; code != exitDone || !strings.Contains(output, want) {
		t.Errorf("without update: exit code %d, %q, want the sample stored, and %q", code, output, want)
	}
	if code, output = run("sample", sampler.without("update")); code != exitDone || output != "" || hours() != 0 {
		t.Errorf("again: exit code %d, %q, want no word; %d hours", code, output, hours())
	}
	if code, output = run("sample", sampler); code != exitDone || output != "" || hours() != 3 {
		t.Errorf("with update: exit code %d, %q, %d hours; want 3", code, output, hours())
	}
	code, output = run("forget", forget.without("remove"))
	if want := "the permission for remove on the database: grant the role psmonitorForget"; code != exitFailed || !strings.Contains(output, want) {
		t.Errorf("without remove: exit code %d, %q, want one with %q", code, output, want)
	}
	if code, output = run("forget", forget); code != exitDone || output != "" || hours() != 0 {
		t.Errorf("forget: exit code %d, %q, %d hours are left", code, output, hours())
	}
}
