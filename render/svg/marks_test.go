package svg

import (
	"strings"
	"testing"
)

func TestFurtherLevelsAreLabelledWhereThereIsRoom(t *testing.T) {
	c := percent(wave(1, 30))
	c.Warning = Level{Value: 90}
	c.Further = []FurtherLevel{{10, "warning"}, {12, "critical"}, {95, "warning"}, {200, "critical"}}
	svg := draw(sampled(30, none), c)
	lines := strings.Count(svg, `<path class="warning"`) + strings.Count(svg, `<path class="critical"`)
	if labels := strings.Count(svg, `<g class="mark-label `); lines != 4 || labels != 2 || !strings.Contains(svg, `y="90%">10</text>`) {
		t.Errorf("%d levels and %d labels, want 4 and 2: %s", lines, labels, svg)
	}
}
