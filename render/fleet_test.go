package render

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/render/report"
)

// someRows returns rows of so many hosts, h0000 and so on, of which each fifth is in a group; state says each one's.
func someRows(t testing.TB, hosts int, state func(i int) report.State) (rows []hostRow, names []string) {
	t.Helper()
	one := rowOf(host(t, "one", 30, 0, "one", "/var"), "")
	for i := range hosts {
		r := one
		r.Name = fmt.Sprintf("h%04d", i)
		r.File, r.Rank, r.State, r.Groups = r.Name, state(i), state(i).String(), nil
		if i%5 == 0 {
			r.Groups = []string{hostile, "not configured", "fifth"}
		}
		rows, names = append(rows, r), append(names, r.Name)
	}
	return rows, names
}

// finish writes all but the pages of hosts.
func finish(t testing.TB, dir string, hosts int, state func(i int) report.State) map[string]string {
	t.Helper()
	s, err := Open(dir, Options{Version: "test", Groups: []string{"fifth", hostile}})
	if err != nil {
		t.Fatal(err)
	}
	u := s.newUpdate(Fleet{}, noon)
	u.rows, _ = someRows(t, hosts, state)
	slices.Reverse(u.rows) // they come in no order
	if err := errors.Join(u.putShared(), u.made.removeOld(), s.Close()); err != nil {
		t.Fatal(err)
	}
	return tree(t, dir)
}

func well(int) report.State { return report.OK }

func matches(text, pattern string) []string {
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

func TestAThousandHostsAreOnOnePage(t *testing.T) {
	files := finish(t, t.TempDir(), 1000, well)
	if n := len(matches(files["index.html"], `data-host="(.*?)"`)); n != 1000 || files["hosts/1.html"] != "" {
		t.Errorf("%d rows, want 1000, and no chapters", n)
	}
}

func TestALargeFleetHasChapters(t *testing.T) {
	files := finish(t, t.TempDir(), 1001, well)
	var all []string
	for i := 1; i <= 5; i++ {
		page := files[fmt.Sprintf("hosts/%d.html", i)]
		all = append(all, matches(page, `data-host="(.*?)"`)...)
		links := matches(page, `<a href="(\d+\.html)"`)
		var want []string
		for _, other := range []int{i - 1, i + 1} {
			if other >= 1 && other <= 5 {
				want = append(want, fmt.Sprintf("%d.html", other))
			}
		}
		if want = slices.Concat(want, want); !slices.Equal(links, want) { // above and below the table
			t.Errorf("chapter %d leads to %q, want %q", i, links, want)
		}
	}
	_, names := someRows(t, 1001, well)
	if diff := cmp.Diff(names, all); diff != "" {
		t.Errorf("hosts of the chapters (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"hosts/1.html": "<title>h0000 to h0249: psmonitor</title>", "hosts/5.html": "<h1>h1000</h1>"} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
}

// mixed has 50 hosts in each kind of trouble among each thousand.
func mixed(i int) report.State {
	switch i % 1000 / 50 {
	case 0:
		return report.Critical
	case 1:
		return report.Warning
	case 2:
		return report.Silent
	}
	return report.OK
}

func TestALargeFleetsOverviewHasEveryHostOnce(t *testing.T) {
	index := finish(t, t.TempDir(), 2000, mixed)["index.html"]
	rows := matches(index, `data-host="(.*?)"`)
	if len(rows) != 300 || rows[0] != "h0000" || rows[99] != "h1049" || rows[100] != "h0100" || rows[299] != "h1099" {
		t.Errorf("%d rows, want the 300 in trouble, critical ones first, then silent ones, by name", len(rows))
	}
	_, names := someRows(t, 2000, well)
	entries := matches(index, `<li(?: data-groups="[\d ]+")?(?: data-used="[\d –]+")?><a href="host/(.*?)/index.html">`)
	if !slices.IsSorted(entries) {
		t.Error("the others are not sorted by name")
	}
	all := append(rows, entries...)
	slices.Sort(all)
	if diff := cmp.Diff(names, all); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if got := matches(index, `<li data-groups="2 1" data-used="(.*?)"><a href="host/h0150/`); !slices.Equal(got, []string{"25 38 90"}) {
		t.Errorf("the map's values of a host in two groups are %q", got)
	}
	for _, want := range []string{
		"2\u202f000 hosts", `<span data-count="trouble">300</span> in trouble<`, `<h3><a href="hosts/8.html">h1750 to h1999</a> </h3>`, `<h3><a href="hosts/1.html">h0000 to h0249</a> <small><span data-count="chapter">150</span> in trouble</small></h3>`,
		`<option>fifth</option>`, `>fifth</a> <span>400 hosts</span> <span class="state critical">`,
	} {
		if !strings.Contains(index, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(index, "<script>alert") {
		t.Error("a group's name is markup")
	}
}

func TestTheWorstThousandAreShownInFullAndTheOthersNamed(t *testing.T) {
	index := finish(t, t.TempDir(), 1500, func(i int) report.State {
		return [...]report.State{report.Critical, report.Warning, report.Silent}[i%3]
	})["index.html"]
	rows := matches(index, `data-host=".*?" data-state="(.*?)"`)
	if len(rows) != 1000 || slices.Contains(rows, "warning") {
		t.Errorf("%d rows, with warnings: %v, want the 1000 that are critical or silent", len(rows), slices.Contains(rows, "warning"))
	}
	_, more, _ := strings.Cut(index, "The others in trouble</h2>")
	more, _, _ = strings.Cut(more, `<section aria-labelledby="others">`)
	if n := strings.Count(more, "<li"); n != 500 || !strings.Contains(more, `<h3><span data-count="section">500</span> warning</h3>`) || strings.Count(more, `<ul class="entries warning" data-state="warning">`) != 2 {
		t.Errorf("%d others, want 500 with warnings, in two lists", n)
	}
	if !strings.Contains(index, "1\u202f500</span> in trouble: the worst 1\u202f000<") {
		t.Error("the page does not say how many there are")
	}
}

func TestChaptersThatAreNoLongerAreRemoved(t *testing.T) {
	dir := t.TempDir()
	finish(t, dir, 1300, well)
	foreign := filepath.Join(dir, "hosts", "notes.html")
	if err := os.WriteFile(foreign, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	names := func(files map[string]string) (list []string) {
		for name := range files {
			if strings.HasPrefix(name, "hosts/") {
				list = append(list, name)
			}
		}
		slices.Sort(list)
		return list
	}
	for _, step := range []struct {
		hosts int
		want  []string
	}{
		{1300, []string{"hosts/1.html", "hosts/2.html", "hosts/3.html", "hosts/4.html", "hosts/5.html", "hosts/6.html", "hosts/notes.html"}},
		{1001, []string{"hosts/1.html", "hosts/2.html", "hosts/3.html", "hosts/4.html", "hosts/5.html", "hosts/notes.html"}},
		{1000, []string{"hosts/notes.html"}},
	} {
		if diff := cmp.Diff(step.want, names(finish(t, dir, step.hosts, well))); diff != "" {
			t.Errorf("%d hosts (-want +got):\n%s", step.hosts, diff)
		}
	}
}

func TestAManifestRemovesNothingThatIsNoChapter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	outside := filepath.Join(filepath.Dir(dir), "precious")
	planted := `{"Format":1,"Hosts":{},"Pages":["hosts/../../precious","hosts/../host/a/index.html","hosts/","host/a/index.html","hosts"]}`
	if err := errors.Join(os.WriteFile(outside, nil, 0o644), os.WriteFile(filepath.Join(dir, manifestName), []byte(planted), 0o644)); err != nil {
		t.Fatal(err)
	}
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	for _, path := range []string{outside, filepath.Join(dir, "host", "a", "index.html")} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}
