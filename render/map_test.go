package render

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/render/page"
)

func TestMapReservesItsHeight(t *testing.T) {
	for _, c := range []struct {
		hosts, groups int
		want          page.Map
	}{
		{99, 0, page.Map{}},
		{100, 1, page.Map{Order: orderOfGroups, Wide: "1.625em", Narrow: "1.5em"}},
		{1500, 9, page.Map{Order: orderOfGroups, Wide: "13.8125em", Narrow: "17.5em"}}, // 221 and 280 pixels
		{10_000, 0, page.Map{Order: orderOfNames, Wide: "30em", Narrow: "25em"}},
	} {
		if diff := cmp.Diff(c.want, newMap(c.hosts, c.groups)); diff != "" {
			t.Errorf("%d hosts in %d groups (-want +got):\n%s", c.hosts, c.groups, diff)
		}
	}
}

func TestMapHasPercentagesOfHosts(t *testing.T) {
	r := &hostRow{}
	if got := usedText(r); got != "" {
		t.Errorf("a row without values: %q", got)
	}
	for _, text := range []string{"20 %", none, "100 %", "3.4"} {
		r.Values = append(r.Values, page.Value{Text: text})
	}
	if got := usedText(r); got != "20 – 100" {
		t.Errorf("got %q", got)
	}
}
