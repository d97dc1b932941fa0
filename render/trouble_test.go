package render

import (
	"strconv"
	"strings"
	"testing"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

func TestTroubleJSHasHostsWithPagesWorstFirst(t *testing.T) {
	row := func(name, file string, rank report.State) hostRow {
		return hostRow{Row: page.Row{Name: name, File: file, State: rank.String()}, Rank: rank}
	}
	rows := []hostRow{
		row("a", "a", report.OK), row("b", "b", report.Warning), row("Upper</script>", "Upper~1", report.Critical), row("lost", "", report.Silent),
	}
	raw, err := troubleJS(rows)
	if err != nil {
		t.Fatal(err)
	}
	want := `globalThis.psmonitorTrouble = [["Upper~1","critical","Upper\u003c/script\u003e"],["b","warning"]];` + "\n"
	if string(raw) != want {
		t.Errorf("got %s, want %s", raw, want)
	}
	if raw, err = troubleJS(rows[:1]); err != nil || string(raw) != "globalThis.psmonitorTrouble = [];\n" {
		t.Errorf("without trouble: %s, %v", raw, err)
	}
}

func TestTroubleJSIsBounded(t *testing.T) {
	rows := make([]hostRow, maxNeighbours+10)
	for i := range rows {
		name := "h" + strconv.Itoa(i)
		rows[i] = hostRow{Row: page.Row{Name: name, File: name, State: "warning"}, Rank: report.Warning}
	}
	raw, err := troubleJS(rows)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), `"warning"`); n != maxNeighbours {
		t.Errorf("%d hosts, want %d", n, maxNeighbours)
	}
}
