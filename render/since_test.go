package render

import (
	"fmt"
	"strings"
	"testing"

	"psmonitor/render/report"
)

func TestHowLongAStateHasBeenAtLeast(t *testing.T) {
	const minute, hour = 60_000, 3_600_000
	for want, held := range map[string]int64{
		"20 min": 15 * minute, "90 min": 85 * minute, "2 h": 2*hour - 5*minute, "47 h": 47*hour - 5*minute,
		"2 days": 48*hour - 5*minute - 7_000,
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
	build(t, dir, noon, host(t, "long", 576, 0, "long", "/var"), host(t, "mute", 576, 60, "mute", "/var"), host(t, "well", 30, 0, "well", "/"))
	files := tree(t, dir)
	for name, want := range map[string]string{
		"host/long/index.html": `<span class="since">for 2 days or more</span>`,
		"host/well/index.html": `<span class="since">for 2 h or more</span>`,
		"host/mute/index.html": `silent<span class="since" data-since="1795345200000">since <time datetime="2026-11-22T11:00:00Z">`,
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s lacks %s", name, want)
		}
	}
	for _, want := range []string{
		`data-host="mute" data-state="silent" data-silent>`,
		`no new samples; <span class="warning">/var 90 % used</span> <span class="since">since <time datetime="2026-11-22T11:00:00Z">2026-11-22 11:00 UTC</time></span></td>`,
		`<td role="cell" class="why warning">/var 90 % used <span class="since">for 2 days or more</span></td>`,
	} {
		if !strings.Contains(files["index.html"], want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
	for _, want := range []string{`{"name":"long","state":"warning","reasons"`, `{"name":"mute","state":"silent","silent":true,"since":"2026-11-22T11:15:00Z"`} {
		if !strings.Contains(files["status.json"], want) {
			t.Errorf("status.json lacks %s", want)
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
		"host/a/index.html": {since, `<li class="reason critical">/d0 99 % used</li>`, `<li class="reason warning">/w4 90 % used</li><li><details><summary>and 3 more</summary><ul><li class="reason warning">/w5 90 % used</li>`, `<li class="reason warning">/w7 90 % used</li>`},
		"status.json":       {`"/d0 99 % used","/w0 90 % used"`, `"/w7 90 % used"]`},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

func TestACriticalHostThatIsSilentIsAmongBoth(t *testing.T) {
	dir := t.TempDir()
	h := host(t, "a", 3, 60, "a", "/var")
	h.State = report.Critical
	build(t, dir, noon, h)
	index := tree(t, dir)["index.html"]
	for _, want := range []string{"<title>1 critical, 1 silent: psmonitor</title>", `data-state="critical" data-silent>`} {
		if !strings.Contains(index, want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
}
