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

// allowed are the module's packages, by their path from the module's root, and the packages of the module that each may
// import. A new package needs a row.
var allowed = map[string][]string{
	"internal/bsonwalk": {},
	"internal/folder":   {},
	"internal/metric":   {},
	"internal/config":   {"internal/metric", "store"},
	"internal/demo":     {"internal/rollup"},
	"internal/rollup":   {"internal/metric"},
	"internal/notices":  {"internal/folder", "store/bsonfile"},
	"sampler":           {"internal/metric"},
	"sampler/agent":     {"internal/metric", "internal/folder", "internal/notices", "internal/rollup", "sampler", "store", "store/bsonfile", "store/history"},
	"store":             {"internal/metric", "internal/folder", "internal/rollup", "store/bsonfile"},
	"store/bsonfile":    {"internal/bsonwalk", "internal/folder"},
	"store/history":     {"internal/metric", "internal/rollup", "store"},
	"store/receive":     {"internal/metric", "internal/rollup", "store", "store/bsonfile", "store/history"},
	"render/report":     {"internal/bsonwalk", "internal/metric", "internal/rollup"},
	"render/page":       {},
	"render/svg":        {},
	"render":            {"internal/folder", "internal/metric", "internal/notices", "internal/rollup", "render/report", "render/page", "render/svg", "templates", "public"},
	"templates":         {"render/page", "templates/release"},
	"public":            {},
	"cmd/psmonitor": {"internal/metric", "internal/config", "internal/demo", "internal/notices", "internal/rollup", "sampler", "sampler/agent", "store", "store/bsonfile", "store/history", "store/receive",
		"render/report", "render"},
	"templates/release": {},
}

// importers are the packages that may import a library: the first prefix that an import path begins with counts.
var importers = []struct {
	prefix   string
	packages []string
}{
	{"github.com/shirou/gopsutil/", []string{"sampler"}},
	{"go.mongodb.org/mongo-driver/bson", []string{"internal/metric", "internal/bsonwalk", "internal/demo", "internal/notices", "internal/rollup", "sampler", "sampler/agent", "store", "store/bsonfile", "store/history", "store/receive", "render/report"}},
	{"go.mongodb.org/mongo-driver/x/bsonx/", []string{"internal/demo"}},
	{"go.mongodb.org/mongo-driver/", []string{"store"}},
	{"github.com/go-echarts/", []string{"render"}},
	{"github.com/a-h/templ", []string{"templates"}},
	{"github.com/pelletier/go-toml/", []string{"internal/config"}},
	{"flag", []string{"cmd/psmonitor"}},
}

// printing are the names by which a program prints, exits or ends itself: the command's alone.
var printing = map[string][]string{
	"os":  {"Exit", "Stdout", "Stderr"},
	"fmt": {"Print", "Printf", "Println"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
}

// source is one file of the module that goes into a program, on whatever system.
type source struct {
	path    string // from the module's root, with slashes
	pkg     string // its folder, from the module's root
	imports []string
	file    *ast.File
}

// TestImportGraph checks that each package imports only what it may: data goes from host to sampler to store to report to
// render to files, each heavy library is known to one package, and only the command prints. It reads the files, so that
// those of other systems count too.
func TestImportGraph(t *testing.T) {
	sources := readSources(t, filepath.Join("..", ".."))
	used := map[allowance]bool{}
	for _, s := range sources {
		if _, known := allowed[s.pkg]; !known {
			t.Errorf("%s: the package %q is not in the table", s.path, s.pkg)
			continue
		}
		for _, imported := range s.imports {
			checkModule(t, s, imported, used)
			checkLibrary(t, s, imported, used)
		}
		if s.pkg != "cmd/psmonitor" {
			checkPrinting(t, s)
		}
	}
	for pkg, imports := range allowed {
		if !slices.ContainsFunc(sources, func(s source) bool { return s.pkg == pkg }) {
			t.Errorf("there is no package %s any more", pkg)
		}
		for _, imported := range imports {
			checkUsed(t, used, pkg, imported)
		}
	}
	for _, k := range importers {
		for _, pkg := range k.packages {
			checkUsed(t, used, pkg, k.prefix)
		}
	}
}

// allowance is that a package may import another one, or a library.
type allowance struct{ pkg, imported string }

// checkUsed reports an allowance that is not needed.
func checkUsed(t *testing.T, used map[allowance]bool, pkg, imported string) {
	t.Helper()
	if !used[allowance{pkg, imported}] {
		t.Errorf("%s does not import %s: remove it from the table", pkg, imported)
	}
}

// checkModule checks an import of another package of the module.
func checkModule(t *testing.T, s source, imported string, used map[allowance]bool) {
	t.Helper()
	below, ours := strings.CutPrefix(imported, module+"/")
	if !ours {
		return
	}
	used[allowance{s.pkg, below}] = true
	if !slices.Contains(allowed[s.pkg], below) {
		t.Errorf("%s imports %s: %s may import %v only", s.path, imported, s.pkg, allowed[s.pkg])
	}
}

// checkLibrary checks an import of a library that only some packages may import.
func checkLibrary(t *testing.T, s source, imported string, used map[allowance]bool) {
	t.Helper()
	for _, k := range importers {
		if !strings.HasPrefix(imported+"/", strings.TrimSuffix(k.prefix, "/")+"/") {
			continue
		}
		if !slices.Contains(k.packages, s.pkg) {
			t.Errorf("%s imports %s: only %v may", s.path, imported, k.packages)
		}
		used[allowance{s.pkg, k.prefix}] = true
		return
	}
}

// checkPrinting looks for what only the command may do.
func checkPrinting(t *testing.T, s source) {
	t.Helper()
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := selector.X.(*ast.Ident); ok && slices.Contains(printing[pkg.Name], selector.Sel.Name) {
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
		if d.IsDir() && file != root && skipped(file, d.Name()) {
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

// skipped reports whether a folder does not belong to the module: it is hidden, has fixtures or JavaScript, or is another module.
func skipped(folder, name string) bool {
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
	s := source{path: rel, pkg: path.Dir(rel), file: parsed}
	for _, i := range parsed.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, imported)
	}
	return s, nil
}
