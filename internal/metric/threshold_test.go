package metric

import "testing"

// of returns a change of both values, of one where the other is negative.
func of(warning, critical float64) map[string]PartialLevel {
	var p PartialLevel
	if warning >= 0 {
		p.Warning = &warning
	}
	if critical >= 0 {
		p.Critical = &critical
	}
	return map[string]PartialLevel{"disk": p}
}

func TestLevelIsTheRulesUnlessChanged(t *testing.T) {
	backups := func(levels map[string]PartialLevel) Change {
		return Change{Key: "mount", Names: []string{"/backup/*"}, Levels: levels}
	}
	for name, c := range map[string]struct {
		changes       []Change
		host, element Level // the element is /backup/a
	}{
		"no change":             {nil, Level{85, 95}, Level{85, 95}},
		"never":                 {[]Change{{Levels: of(0, 0)}}, Level{}, Level{}},
		"one value":             {[]Change{{Levels: of(80, -1)}}, Level{80, 95}, Level{80, 95}},
		"one value is never":    {[]Change{{Levels: of(-1, 0)}}, Level{85, 0}, Level{85, 0}},
		"an element":            {[]Change{backups(of(97, 99))}, Level{85, 95}, Level{97, 99}},
		"one value, element":    {[]Change{backups(of(-1, 99))}, Level{85, 95}, Level{85, 99}},
		"other elements":        {[]Change{{Key: "mount", Names: []string{"/var"}, Levels: of(1, 2)}}, Level{85, 95}, Level{85, 95}},
		"elements of others":    {[]Change{{Key: "device", Names: []string{"*"}, Levels: of(1, 2)}}, Level{85, 95}, Level{85, 95}},
		"the host after it":     {[]Change{backups(of(97, 99)), {Levels: of(70, -1)}}, Level{70, 95}, Level{70, 99}},
		"warning above earlier": {[]Change{{Levels: of(50, 60)}, backups(of(97, -1))}, Level{50, 60}, Level{97, 97}},
		"critical below it":     {[]Change{{Levels: of(97, 99)}, backups(of(-1, 90))}, Level{97, 99}, Level{90, 90}},
	} {
		t.Run(name, func(t *testing.T) {
			r, thresholds := Rule{Name: "disk", Each: Each{Array: "disks", Key: "mount"}, Level: Level{85, 95}}, Thresholds{Changes: c.changes}
			if got := thresholds.Level(&r); got != c.host {
				t.Errorf("host %v, want %v", got, c.host)
			}
			if got := thresholds.LevelOf(&r, "mount", "/backup/a"); got != c.element {
				t.Errorf("element %v, want %v", got, c.element)
			}
		})
	}
}

func TestLowerLevelsContradict(t *testing.T) {
	r := Rule{Name: "disk", Level: Level{10, 5}, Below: true}
	thresholds := Thresholds{Changes: []Change{{Levels: of(20, 15)}, {Levels: of(12, -1)}}}
	if got, want := thresholds.Level(&r), (Level{12, 12}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
