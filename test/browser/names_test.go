package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/render/report"
	"psmonitor/store"
)

// hostileNames returns the names in testdata/names.txt, and long ones.
func hostileNames(t *testing.T) (names []string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "names.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), `"`) {
			continue
		}
		name, err := strconv.Unquote(lines.Text())
		if err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		names = append(names, name)
	}
	if err := lines.Err(); err != nil || len(names) < 60 {
		t.Fatalf("%d names: %v", len(names), err)
	}
	return append(names, strings.Repeat("x", longest), strings.Repeat("<b>", longest/3), strings.Repeat("\u202e", longest/3))
}

const (
	longest = 1024      // bytes of the longest name that is shown
	tooLong = 10 * 1024 // bytes of a name that is omitted and counted
)

// TestHostileNamesRunNoScripts opens the pages of hosts with hostile names: one host for each pair of names, and one with all names.
func TestHostileNamesRunNoScripts(t *testing.T) {
	names := hostileNames(t)
	dir := t.TempDir()
	site := renderNames(t, dir, names)
	base := origins[0].base(t, site)
	p := newTab(t, 1280, base+"index.html")
	p.addScript(`globalThis.runs = 0; globalThis.ran = () => { runs++; };`)
	runs := 0
	check := func(path string) {
		p.open(base + path)
		if n := eval[int](p, `document.querySelectorAll('img, iframe, object, embed, form[action], base, style, link[href*="evil"], script:not([src]):not([type="application/json"]), [onload], [onerror], [onclick]').length`); n > 0 {
			t.Errorf("%s: %d elements were made from names", path, n)
		}
		runs += eval[int](p, `runs`)
		for _, violation := range eval[[]string](p, `violations`) {
			t.Errorf("%s: CSP violation: %s", path, violation)
		}
	}
	for i, name := range names {
		path := fmt.Sprintf("host/name-%03d/index.html", i/2*2)
		if i%2 == 0 {
			check(path)
		}
		clean := report.CleanText(name)
		want := fmt.Sprintf("%q", clean)
		server := fmt.Sprintf(`[...document.querySelectorAll('.about dd')].filter((e) => e.textContent === %s).length`, script(clean))
		rows := fmt.Sprintf(`new Set([...document.querySelectorAll('tr[data-series] span')].filter((e) => e.textContent.includes(%s)).map((e) => e.closest('figure').id)).size`, script(clean))
		if n := eval[int](p, server); n != 1 { // the server's name or the kernel's
			t.Errorf("%s: %d facts are %s, want 1", path, n, want)
		}
		if n := eval[int](p, rows); n < 4 { // disks, inodes, disk traffic, network
			t.Errorf("%s: %d charts have a series %s, want 4 or more", path, n, want)
		}
	}
	check("host/all/index.html")
	p.place(`[data-chart="disks"]`, 0.5, 0.5)
	p.wait("the event of scrolling, which hides a tooltip, is over", `true`) // it comes before the frame
	p.hover(`[data-chart="disks"]`, 0.5, 0.5)
	p.wait("the tooltip shows the names", `!document.querySelector('.tip').hidden`)
	runs += eval[int](p, `runs`)
	for _, path := range append(comparePages(t, site), "index.html") {
		check(path)
	}
	check("host/too-long/index.html")
	if note := eval[string](p, `document.querySelector('.notes').innerText`); !strings.Contains(note, "ignored") {
		t.Errorf("no note on the name that is too long: %q", note)
	}
	t.Logf("%d names: %d scripts have run", len(names), runs)
	if runs > 0 {
		t.Errorf("%d scripts have run", runs)
	}
}

// script returns the text as a JavaScript string.
func script(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be encoded
	}
	return string(quoted)
}

// renderNames renders a site with a host for each name, one with all names, and one with a name that is too long.
func renderNames(t *testing.T, dir string, names []string) (site string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	storeURL := "file://" + filepath.Join(dir, "store")
	s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	machines := map[string][]string{"all": names, "too-long": {"fine", strings.Repeat("y", tooLong)}}
	for i := range names {
		if i%2 == 0 {
			machines[fmt.Sprintf("name-%03d", i)] = names[i:min(i+2, len(names))]
		}
	}
	for machine, names := range machines {
		var docs [][]byte
		for i := range 4 {
			doc, err := bson.Marshal(namedDocument(time.Date(2026, 11, 22, 12, 5*i, 0, 0, time.UTC), float64(10*i), names))
			if err != nil {
				t.Fatal(err)
			}
			docs = append(docs, doc)
		}
		if err := s.Append(ctx, machine, docs...); err != nil {
			t.Fatal(err)
		}
	}
	site = filepath.Join(dir, "site")
	if err := run("render", "-store", storeURL, "-out", site); err != nil {
		t.Fatal(err)
	}
	return site
}

// namedDocument returns a document in which everything that has a name has the given names. The server's is the first one, and the
// kernel's the last.
func namedDocument(at time.Time, n float64, names []string) bson.D {
	const gib = int64(1 << 30)
	var disks, devices, interfaces bson.A
	for _, name := range names {
		disks = append(disks, bson.D{{Key: "mount", Value: name}, {Key: "fstype", Value: name}, {Key: "total", Value: 100 * gib},
			{Key: "used", Value: 40 * gib}, {Key: "free", Value: 60 * gib}, {Key: "inodes", Value: int64(1000)}, {Key: "inodes_used", Value: int64(10)}})
		devices = append(devices, bson.D{{Key: "device", Value: name}, {Key: "read", Value: n}, {Key: "write", Value: n}, {Key: "reads", Value: n},
			{Key: "writes", Value: n}, {Key: "busy", Value: n}})
		interfaces = append(interfaces, bson.D{{Key: "interface", Value: name}, {Key: "rx", Value: n}, {Key: "tx", Value: n}, {Key: "errors", Value: 0.0}, {Key: "drops", Value: 0.0}})
	}
	return bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "server", Value: names[0]}, {Key: "date", Value: at},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: n}, {Key: "system", Value: 5.0}, {Key: "idle", Value: 95 - n}}},
		{Key: "disks", Value: disks}, {Key: "diskio", Value: devices}, {Key: "net", Value: interfaces},
		{Key: "system", Value: bson.D{{Key: "os", Value: "linux"}, {Key: "kernel", Value: names[len(names)-1]}, {Key: "cpus", Value: 2}}}}
}
