package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// axe returns the source of axe-core, which checks pages for accessibility. package-lock.json contains its version.
func axe(t *testing.T) string {
	t.Helper()
	file := filepath.Join("node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(file); err != nil {
		install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("install axe-core: %v\n%s", err, out)
		}
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

func (v violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n%v", v.ID, v.Impact, v.Help, v.Nodes)
}

func TestPagesAreAccessible(t *testing.T) {
	source, base := axe(t), origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	for _, path := range []string{"index.html", firstHost(t), hostInTrouble(t), comparePages(t, fleet)[0]} {
		p.open(base + path)
		for _, width := range []int64{1280, 390} {
			p.resize(width)
			for _, scheme := range []string{"light", "dark"} {
				p.scheme(scheme)
				for _, v := range p.violations(source) {
					t.Errorf("%s, %s, %d wide: %s", path, scheme, width, v)
				}
			}
		}
	}
}

// scheme makes the browser prefer light or dark colours.
func (p *tab) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}

// violations returns axe-core's findings on the page, without minor ones. source is that of axe-core.
func (p *tab) violations(source string) []violation {
	p.t.Helper()
	if !eval[bool](p, `Boolean(globalThis.axe)`) {
		eval[bool](p, source+"\n;true")
	}
	return eval[[]violation](p, `axe.run({preload: false}).then(({violations}) => violations
		.filter(({impact}) => impact !== 'minor')
		.map(({id, impact, help, nodes}) => ({ID: id, Impact: impact, Help: help, Nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)})))`)
}

// hostInTrouble returns the page of a host that is critical or warning.
func hostInTrouble(t *testing.T) string { return hostWith(t, `<body class="(critical|warning)"`) }
