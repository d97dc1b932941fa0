package render

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
