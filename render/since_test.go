package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"psmonitor/render/report"
)

func TestHowLongAStateHasBeenAtLeast(t *testing.T) {
	const minute, hour = 60_000, 3_600_000
	for want, held := range map[string]int64{
		"": 0, "10 min": 10 * minute, "90 min": 90 * minute, "115 min": 2*hour - 5*minute, "2 h": 3*hour - 5*minute, "46 h": 47*hour - 5*minute,
		"2 days": 48*hour - 5*minute - 7_000, "3 days": 72*hour - 5*minute,
	} {
		h := &report.Host{Times: []int64{noonMS - 48*hour, noonMS}, Held: noonMS - held, Cadence: 5 * minute}
		if got := heldFor(h); got != want {
			t.Errorf("held for %d ms: %q, want %q", held, got, want)
		}
	}
	if got := heldFor(&report.Host{Times: []int64{noonMS}, Since: noonMS, Held: noonMS}); got != "" {
		t.Errorf("%q for a state whose begin is known", got)
	}
}

func TestPagesSaySinceWhen(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "long", 576, 0, "long", "/var"), host(t, "mute", 576, 60, "mute", "/var"), host(t, "well", 30, 0, "well", "/"),
		host(t, "three", 3, 0, "three", "/"), host(t, "one", 1, 0, "one", "/"))
	files := tree(t, dir)
	for name, want := range map[string]string{
		"host/long/index.html":  `<span class="since">for 2 days or more</span>`,
		"host/well/index.html":  `<span class="since">for 2 h or more</span>`,
		"host/three/index.html": `<span class="since">for 10 min or more</span>`,
		"host/mute/index.html":  `silent<span class="since" data-since="1795345200001">since <time datetime="2026-11-22T11:00:00Z">`,
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s lacks %s", name, want)
		}
	}
	if strings.Contains(files["host/one/index.html"], "or more") {
		t.Error("a single sample tells how long its state has lasted")
	}
	for _, want := range []string{
		`data-host="mute" data-state="silent" data-silent>`,
		`no new samples; <a class="warning" href="host/mute/index.html#chart=disks">/var 90 % used</a> <span class="since">since <time datetime="2026-11-22T11:00:00Z">2026-11-22 11:00 UTC</time></span></td>`,
		`<td role="cell" class="why warning"><a href="host/long/index.html#chart=disks">/var 90 % used</a> <span class="since">for 2 days or more</span></td>`,
	} {
		if !strings.Contains(files["index.html"], want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
	for _, want := range []string{`{"name":"long","state":"warning","held":172500,"reasons"`, `{"name":"mute","state":"silent","silent":true,"since":"2026-11-22T11:00:00Z"`} {
		if !strings.Contains(files["status.json"], want) {
			t.Errorf("status.json lacks %s", want)
		}
	}
}

// TestSilenceHasOneTimeEverywhere looks for it in the row, the list of changes, the host's page, the feed and status.json.
func TestSilenceHasOneTimeEverywhere(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "mute", 576, 60, "mute", "/"))
	files := tree(t, dir)
	const began = "2026-11-22T11:00:00Z"
	for name, pattern := range map[string]string{
		indexName: `(?s)<td role="cell" class="why silent">.*?since <time datetime="(.*?)"`, "host/mute/index.html": `class="since" data-since="\d+">since <time datetime="(.*?)"`,
		feedName: `<title>mute: silent</title>\s*<updated>(.*?)<`, statusName: `"since":"(.*?)"`,
	} {
		if got := matches(files[name], pattern); len(got) != 1 || got[0] != began {
			t.Errorf("%s: %q, want %s", name, got, began)
		}
	}
	for _, name := range []string{indexName, "host/mute/index.html"} {
		if got := matches(files[name], `(?s)<div class="changes">.*?<time datetime="(.*?)"`); len(got) != 1 || got[0] != began {
			t.Errorf("changes in %s: %q, want %s", name, got, began)
		}
	}
}

// TestManyReasonsAreFolded has the first of many reasons in the row and on the page, and the others where who asks finds
// them; each is of its own state.
func TestManyReasonsAreFolded(t *testing.T) {
	dir := t.TempDir()
	h := host(t, "a", 30, 0, "a", "/var")
	h.State, h.Since, h.Reasons = report.Critical, noonMS-600_000, []report.Reason{{State: report.Critical, Text: "/d0 99 % used", Since: noonMS}}
	for i := range 8 {
		h.Reasons = append(h.Reasons, report.Reason{State: report.Warning, Text: fmt.Sprintf("/w%d 90 %% used", i)})
	}
	build(t, dir, noon, h)
	files := tree(t, dir)
	since := `since <time datetime="2026-11-22T11:50:00Z">`
	for name, wants := range map[string][]string{
		"index.html":        {since, `class="why critical">/d0 99 % used; <span class="warning">/w0 90 % used</span>; <span class="warning">/w1 90 % used</span>; and 6 more<span hidden>; /w2 90 % used; /w3 90 % used;`, `; /w7 90 % used</span> <span class="since">`},
		"host/a/index.html": {since, `<li class="reason critical">/d0 99 % used </li>`, `<li class="reason warning">/w4 90 % used </li><li><details id="more-reasons"><summary>and 3 more</summary><ul><li class="reason warning">/w5 90 % used </li>`, `<li class="reason warning">/w7 90 % used </li>`},
		"status.json":       {`"/d0 99 % used","/w0 90 % used"`, `"/w7 90 % used"]`},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

// TestEachHostIsCountedOnce compares the overview's counts with its rows, its title and status.json, for a small and for a
// large fleet. Some hosts are silent as well as critical.
func TestEachHostIsCountedOnce(t *testing.T) {
	for _, hosts := range []int{8, 1200} {
		dir := t.TempDir()
		s := open(t, dir)
		u := s.newUpdate(Fleet{}, noon)
		u.rows, _ = someRows(t, hosts, func(i int) report.State { return report.State(i % 4) })
		want := map[string]int{}
		for i := range u.rows {
			r := &u.rows[i]
			r.Silent = r.Rank >= report.Silent
			want[r.State]++
		}
		if err := errors.Join(u.putShared(), s.Close()); err != nil {
			t.Fatal(err)
		}
		files := tree(t, dir)
		index := files["index.html"]
		n := hosts / 4
		if title := fmt.Sprintf("<title>%d critical, %d silent, %d warning: psmonitor</title>", n, n, n); !strings.Contains(index, title) {
			t.Errorf("%d hosts: no %s", hosts, title)
		}
		counts := regexp.MustCompile(`(?s)<button type="button" class="[a-z ]+" data-state="([a-z]+)".*?<b>(.*?)</b>`).FindAllStringSubmatch(index, -1)
		if len(counts) != 4 {
			t.Fatalf("%d hosts: %d counts, want 4", hosts, len(counts))
		}
		for _, c := range counts {
			if c[2] != fmt.Sprint(want[c[1]]) {
				t.Errorf("%d hosts: %s are %s, want %d", hosts, c[2], c[1], want[c[1]])
			}
			if n := strings.Count(files["status.json"], `"state":"`+c[1]+`"`); n != want[c[1]] {
				t.Errorf("%d hosts: %d are %s in status.json, want %d", hosts, n, c[1], want[c[1]])
			}
		}
	}
}

// TestStatusHasThePagesSince compares status.json with the page of each host.
func TestStatusHasThePagesSince(t *testing.T) {
	dir := t.TempDir()
	critical := host(t, "critical", 30, 60, "critical", "/var")
	critical.State, critical.Since = report.Critical, noonMS-7_200_000
	fine := host(t, "fine", 30, 0, "fine", "/")
	fine.State, fine.Since = report.OK, noonMS-600_000
	build(t, dir, noon, critical, fine, host(t, "mute", 30, 60, "mute", "/"), host(t, "new", 0, 0, "new", "/"), host(t, "long", 30, 0, "long", "/var"))
	files := tree(t, dir)
	var status struct {
		Hosts []struct{ Name, Since string }
	}
	if err := json.Unmarshal([]byte(files["status.json"]), &status); err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, h := range status.Hosts {
		since := ""
		if found := matches(files["host/"+h.Name+"/index.html"], `<span class="since" data-since="\d+">since <time datetime="(.*?)">`); len(found) > 0 {
			since = found[0]
			known++
		}
		if h.Since != since {
			t.Errorf("%s: %q in status.json, %q on its page", h.Name, h.Since, since)
		}
	}
	if len(status.Hosts) != 5 || known != 3 {
		t.Errorf("%d hosts, %d with since, want 5 and 3", len(status.Hosts), known)
	}
}
