package render

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// feedOf returns the feed of a site.
func feedOf(t *testing.T, dir string) (f atomFeed) {
	t.Helper()
	if err := xml.Unmarshal([]byte(tree(t, dir)["feed.xml"]), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheFeedsIdsAreOneOfAKindAndStay(t *testing.T) {
	urn := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	one, two := t.TempDir(), t.TempDir()
	build(t, one, noon, host(t, "a", 3, 60, "a", "/var"))
	build(t, two, noon, host(t, "a", 3, 60, "a", "/var"))
	first, other := feedOf(t, one), feedOf(t, two)
	if len(first.Entries) != 1 || first.ID == other.ID || first.Entries[0].ID == other.Entries[0].ID {
		t.Errorf("two sites with one id: %+v and %+v", first, other)
	}
	for _, id := range []string{first.ID, first.Entries[0].ID} {
		if !urn.MatchString(id) {
			t.Errorf("id %q, want a UUID of version 5", id)
		}
	}
	build(t, one, noon.Add(time.Hour), host(t, "a", 3, 60, "a", "/var"), host(t, "b", 3, 0, "b", "/"))
	if again := feedOf(t, one); again.ID != first.ID || again.Entries[0].ID != first.Entries[0].ID {
		t.Errorf("ids %s and %s, an hour before %s and %s", again.ID, again.Entries[0].ID, first.ID, first.Entries[0].ID)
	}
}

func TestASeedThatIsNoneIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	for _, planted := range []string{"xyz", "00", "../../../../../etc/passwd"} {
		plant(t, dir, manifest{Format: manifestFormat, Seed: seed(planted)})
		build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
		if m := tree(t, dir)[manifestName]; strings.Contains(m, `"Seed":"`+planted+`"`) || !strings.Contains(m, `"Seed":"`) {
			t.Errorf("the manifest is %s", m)
		}
	}
}

// TestPagesHaveTheFeedsChanges has a host that fell silent and came back, and a warning that lasts.
func TestPagesHaveTheFeedsChanges(t *testing.T) {
	dir := t.TempDir()
	d := report.NewDecoder(testLayout(), report.Window)
	for i := range 200 {
		if i >= 100 && i < 110 {
			continue
		}
		if err := d.Add(document(t, 5*(199-i), "a", "/srv")); err != nil {
			t.Fatal(err)
		}
	}
	build(t, dir, noon, d.Host("a", noon, metric.DefaultThresholds()), host(t, "b", 3, 60, "b", "/"))
	files := tree(t, dir)
	var want []string
	for _, e := range feedOf(t, dir).Entries {
		at, _, _ := strings.Cut(e.Title, ":")
		want = append(want, e.Updated+" "+at+" "+e.Summary)
	}
	text := regexp.MustCompile(`(?s)<li><time datetime="([^"]*)">.*?</time> <a href="host/(.*?)/index.html">.*?<span class="text">(.*?)</span></li>`)
	var got []string
	for _, m := range text.FindAllStringSubmatch(files[indexName], -1) {
		got = append(got, m[1]+" "+m[2]+" "+m[3])
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 3 {
		t.Errorf("the overview (-feed +page):\n%s", diff)
	}
	for name, wants := range map[string][]string{
		indexName:           {`Changes of state in the last 48 h</h2>`, `<span>silent →</span>`, `<span>warning →</span>`},
		"host/a/index.html": {`<a href="#1795318500-1795325700" title="Zoom the charts to it"><time datetime="2026-11-22T04:35:00Z">`},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

// TestChangesBeforeTheTimeShownAreLeftOut has the changes of a host that has been silent for long.
func TestChangesBeforeTheTimeShownAreLeftOut(t *testing.T) {
	s := &Site{}
	const day = 24 * 3_600_000
	f := feedBuffer{{Host: "a", At: noonMS - 2*day - 1}, {Host: "b", At: noonMS - 2*day, State: report.Warning}}
	if c := s.fleetChanges(f, noonMS); len(c.First) != 1 || c.First[0].Host != "b" || len(c.Rest) > 0 {
		t.Errorf("%+v", c)
	}
	var many feedBuffer
	for i := range 200 {
		many.add([]feedChange{{Host: "a", At: noonMS - int64(i), State: report.Warning}})
	}
	if c := s.fleetChanges(many, noonMS); c.Heading != "The newest 50 changes of state" || len(c.First) != 10 || len(c.Rest) != 40 {
		t.Errorf("%q with %d and %d", c.Heading, len(c.First), len(c.Rest))
	}
}

func TestEachChangeHasASummary(t *testing.T) {
	for want, c := range map[string]feedChange{
		"/var 93 % used; load 2.5 per CPU": {State: report.Warning, Reasons: []string{"/var 93 % used", "load 2.5 per CPU"}},
		"no new samples; /srv 97 % used":   {State: report.Critical, Reasons: []string{"no new samples", "/srv 97 % used"}},
		"was: /var 93 % used":              {State: report.OK, Reasons: []string{"/var 93 % used"}},
		"all is well again":                {State: report.OK},
	} {
		if diff := cmp.Diff(want, summary(c)); diff != "" {
			t.Errorf("summary (-want +got):\n%s", diff)
		}
	}
}
