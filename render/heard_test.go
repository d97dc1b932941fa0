package render

import (
	"strings"
	"testing"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// sampledRow returns a row of a host whose newest sample is so many minutes before noon, and that is sampled in such steps.
func sampledRow(name string, ago, step int64, silent bool) hostRow {
	return hostRow{Row: page.Row{Name: name, Last: newStamp(noonMS - ago*minute), Cadence: step * minute, Silent: silent}}
}

// TestRowsThatAreOlderThanOthersAreMarked has hosts of five minutes, one of an hour, one that is late, a silent one, one whose
// clock is a day ahead, and one that has sent nothing.
func TestRowsThatAreOlderThanOthersAreMarked(t *testing.T) {
	never := hostRow{Row: page.Row{Name: "never", Silent: true}}
	rows := []hostRow{sampledRow("a", 0, 5, false), sampledRow("b", 4, 5, false), sampledRow("c", 9, 5, false), sampledRow("late", 14, 5, false),
		sampledRow("hourly", 50, 60, false), sampledRow("mute", 600, 5, true), sampledRow("ahead", -1440, 5, false), never}
	oldest := markOld(rows)
	var old []string
	for _, r := range rows {
		if r.Old {
			old = append(old, r.Name)
		}
	}
	if got := strings.Join(old, " "); got != "hourly" || oldest != noonMS-14*minute {
		t.Errorf("old are %q, the others at most %d min, want hourly, 14", got, (noonMS-oldest)/minute)
	}
	if got := markOld(rows[5:6]); got != 0 {
		t.Errorf("%d for silent hosts alone", got)
	}
}

// TestOverviewSaysHowToReadIt looks for the order, the age of the values, and the scales of the sparklines.
func TestOverviewSaysHowToReadIt(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 30, 5, "a", "/"), host(t, "b", 30, 0, "b", "/"), host(t, "mute", 30, 60, "mute", "/"))
	index := tree(t, dir)[indexName]
	for _, want := range []string{"Worst first: by state, then how far beyond its level, then how long.", "A click on a heading sorts by it.",
		`Values of 2026-11-22 11:55 UTC or later; older ones say so.`, "CPU, memory and disk from 0 to 100 %; load from 0 to 1 per CPU", "state not known", "no samples yet"} {
		if !strings.Contains(index, want) {
			t.Errorf("the overview lacks %q", want)
		}
	}
	if strings.Contains(index, `class="alarm"`) {
		t.Error("there is an alarm though hosts have sent samples")
	}
}

func TestOverviewSaysLoudlyThatAllHostsAreSilent(t *testing.T) {
	for name, hosts := range map[string][]*report.Host{
		"small": {host(t, "a", 30, 60, "a", "/"), host(t, "b", 30, 90, "b", "/")},
		"one":   {host(t, "a", 30, 60, "a", "/")},
	} {
		dir := t.TempDir()
		build(t, dir, noon, hosts...)
		want := name == "small"
		if index := tree(t, dir)[indexName]; strings.Contains(index, `<strong>All 2 hosts are silent.</strong> Look first at what they share`) != want {
			t.Errorf("%s: alarm %v, want %v", name, !want, want)
		}
	}
	rows, _ := someRows(t, 1200, func(int) report.State { return report.Silent })
	for i := range rows {
		rows[i].Silent = true
	}
	if got := allSilentText(rows); got != "All 1\u202f200 hosts are silent" {
		t.Errorf("%q", got)
	}
}
