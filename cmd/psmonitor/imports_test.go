package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "psmonitor"

// rooms are the module's packages, by the first part of their path, and which others each may import. A room that is
// not here is a decision to be made first.
var rooms = map[string][]string{
	"metric":    {},
	"sampler":   {"metric"},
	"store":     {"metric"},
	"state":     {},
	"spool":     {"state"},
	"report":    {"metric"},
	"render":    {"metric", "report", "templates", "public"},
	"demo":      {"metric"},
	"templates": {},
	"public":    {},
	"cmd":       {"metric", "sampler", "state", "spool", "store", "report", "render", "demo", "templates", "public"},
}

// keepers are the rooms that may import a library: the first prefix that an import path begins with counts. The
// first keeper must do so, or else the rule is out of date.
var keepers = []struct {
	prefix string
	rooms  []string
}{
	{"github.com/shirou/gopsutil/", []string{"sampler"}},
	{"go.mongodb.org/mongo-driver/bson", []string{"metric", "sampler", "spool", "store", "report", "demo", "cmd"}},
	{"go.mongodb.org/mongo-driver/x/bsonx/", []string{"demo", "store", "report", "cmd"}},
	{"go.mongodb.org/mongo-driver/", []string{"store"}},
	{"go.etcd.io/bbolt", []string{"store"}},
	{"github.com/go-echarts/", []string{"render"}},
	{"github.com/pelletier/go-toml/", []string{"cmd"}},
	{"flag", []string{"cmd"}},
}

// spoken are the names by which a program prints, exits or ends itself: the command's alone.
var spoken = map[string][]string{
	"os":  {"Exit", "Stdout", "Stderr"},
	"fmt": {"Print", "Printf", "Println"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
}

// source is one file of the module that goes into a program, on whatever system.
type source struct {
	path    string // from the module's root, with slashes
	room    string
	imports []string
	file    *ast.File
}

// TestImportGraph holds the rooms apart: data goes from host to sampler to store to report to render to files, each
// heavy library is known to one room, and only the command speaks. It reads the files, so that those of other
// systems count too.
func TestImportGraph(t *testing.T) {
	sources := readSources(t, filepath.Join("..", ".."))
	kept := map[string]bool{}
	for _, s := range sources {
		if _, known := rooms[s.room]; !known {
			t.Errorf("%s: there is no room %q", s.path, s.room)
			continue
		}
		for _, imported := range s.imports {
			checkOurs(t, s, imported)
			checkLibrary(t, s, imported, kept)
		}
		if s.room != "cmd" {
			checkSpeech(t, s)
		}
	}
	for room := range rooms {
		if !slices.ContainsFunc(sources, func(s source) bool { return s.room == room }) {
			t.Errorf("the room %s is empty", room)
		}
	}
	for _, k := range keepers {
		if !kept[k.prefix] {
			t.Errorf("%s does not import %s: the rule is out of date", k.rooms[0], k.prefix)
		}
	}
}

// checkOurs checks an import of another room.
func checkOurs(t *testing.T, s source, imported string) {
	t.Helper()
	below, ours := strings.CutPrefix(imported, module+"/")
	if !ours {
		return
	}
	room, _, _ := strings.Cut(below, "/")
	if room != s.room && !slices.Contains(rooms[s.room], room) {
		t.Errorf("%s imports %s: %s may import %v only", s.path, imported, s.room, rooms[s.room])
	}
}

// checkLibrary checks an import of a library that has keepers.
func checkLibrary(t *testing.T, s source, imported string, kept map[string]bool) {
	t.Helper()
	for _, k := range keepers {
		if !strings.HasPrefix(imported+"/", strings.TrimSuffix(k.prefix, "/")+"/") {
			continue
		}
		if !slices.Contains(k.rooms, s.room) {
			t.Errorf("%s imports %s: only %v may", s.path, imported, k.rooms)
		}
		if s.room == k.rooms[0] {
			kept[k.prefix] = true
		}
		return
	}
}

// checkSpeech looks for what only the command may do.
func checkSpeech(t *testing.T, s source) {
	t.Helper()
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := selector.X.(*ast.Ident); ok && slices.Contains(spoken[pkg.Name], selector.Sel.Name) {
			t.Errorf("%s uses %s.%s: only the command prints and exits", s.path, pkg.Name, selector.Sel.Name)
		}
		return true
	})
}

// readSources parses the module's Go files but for its tests, and for modules of their own below it.
func readSources(t *testing.T, root string) []source {
	t.Helper()
	var sources []source
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != root && leftOut(file, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		s, err := parseSource(file, filepath.ToSlash(rel))
		sources = append(sources, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// leftOut reports whether a folder is none of the module's: hidden, fixtures, JavaScript's, or another module.
func leftOut(folder, name string) bool {
	if strings.HasPrefix(name, ".") || name == "testdata" || name == "test" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

func parseSource(file, rel string) (source, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	room, _, _ := strings.Cut(path.Dir(rel), "/")
	s := source{path: rel, room: room, file: parsed}
	for _, i := range parsed.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, imported)
	}
	return s, nil
}
