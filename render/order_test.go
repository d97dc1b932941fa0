package render

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

func TestNamesAreInTheirOrder(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "public", "test", "names.json")) // the page script's test reads it too
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := json.Unmarshal(raw, &names); err != nil {
		t.Fatal(err)
	}
	for i, a := range names {
		for j, b := range names {
			if got, want := cmp.Compare(compareNames(a, b), 0), cmp.Compare(i, j); got != want {
				t.Errorf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

// troubled returns a row; since is in ms.
func troubled(name string, state report.State, margin float64, since int64) hostRow {
	return hostRow{Rank: state, Margin: margin, Row: page.Row{Name: name, State: state.String(), Since: page.Stamp{MS: since}}}
}

func TestWorstHostOfAStateIsFirst(t *testing.T) {
	held := troubled("c-98-held", report.Critical, 0.6, 0) // since before the first sample
	held.Held = "2 days"
	rows := []hostRow{
		held, troubled("s-never", report.Silent, 0, 0),
		troubled("app-2", report.OK, 0, 0), troubled("app-10", report.OK, 0, 0), troubled("app-1", report.OK, 0, 0),
		troubled("s-new", report.Silent, 0, 9), troubled("s-old", report.Silent, 0, 3),
		troubled("w", report.Warning, 0.9, 1),
		troubled("c-95", report.Critical, 0, 1), troubled("c-98-new", report.Critical, 0.6, 7), troubled("c-98-old", report.Critical, 0.6, 5),
	}
	var got []string
	sortRows(rows)
	for _, r := range rows {
		got = append(got, r.Name)
	}
	want := []string{"c-98-held", "c-98-old", "c-98-new", "c-95", "s-old", "s-new", "s-never", "w", "app-1", "app-2", "app-10"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("overview (-want +got):\n%s", diff)
	}
	slices.Reverse(rows)
	got = nil
	for _, r := range inTrouble(rows) {
		got = append(got, r.Name)
	}
	if diff := gocmp.Diff(want[:8], got); diff != "" {
		t.Errorf("large fleet (-want +got):\n%s", diff)
	}
}

func TestStatusesAreInTheOrderOfBytes(t *testing.T) {
	raw, err := statusJSON([]hostRow{{Row: page.Row{Name: "app-2"}}, {Row: page.Row{Name: "app-10"}}, {Row: page.Row{Name: "B"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := matches(string(raw), `"name":"(.*?)"`); !slices.IsSorted(got) {
		t.Errorf("%q, which other programs expect sorted", got)
	}
}

func TestSparklinesOfAllRowsShareTheirTime(t *testing.T) {
	silent, live := rowOf(host(t, "a", 30, 60, "a", "/var"), "a"), rowOf(host(t, "b", 30, 0, "b", "/var"), "b")
	rows := []hostRow{silent, live, {}}
	before := silent.Values[0].Spark
	placeSparklines(rows, newestSample(rows, noon).MS)
	if rows[0].Box != "40 0 96 24" || rows[1].Box != "0 0 96 24" || rows[2].Box != "0 0 96 24" {
		t.Errorf("boxes %q, %q, %q: an hour of 145 minutes are 40 units", rows[0].Box, rows[1].Box, rows[2].Box)
	}
	if rows[0].Values[0].Spark != before {
		t.Error("the path of a host depends on another host")
	}
}
