package metric

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRulesAreInTheirOrder(t *testing.T) {
	families := []Family{{Rules: []Rule{{Name: "c", Order: 2}, {Name: "a"}}}, {}, {Rules: []Rule{{Name: "d", Order: 2}, {Name: "b", Order: 1}}}}
	var got []string
	for _, r := range Rules(families) {
		got = append(got, r.Name)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestUnitsDiffer(t *testing.T) {
	seen := map[Unit]bool{}
	for _, f := range units {
		if seen[f.Unit] || f.Unit == "" || f.Unit.Format() != f {
			t.Errorf("%q is not the name of exactly one row", f.Unit)
		}
		seen[f.Unit] = true
		if f.Base != 0 && f.Base != 1000 && f.Base != 1024 || f.Idle <= 0 || f.Decimals < Short {
			t.Errorf("%s: %+v is not valid", f.Unit, f)
		}
	}
}

func ExampleRule_Begin() {
	disk := Rule{Each: Each{Array: "disks"}, Text: "%s %.0f %% used"}
	fmt.Println(disk.Begin("warning", 87.5))
	memory := Rule{Below: true, Text: "memory %.0f %% available"}
	fmt.Println(memory.Begin("critical", 5))
	load := Rule{Mean: 15 * time.Minute, Text: "load %.1f per CPU"}
	fmt.Println(load.Begin("warning", 2))
	// Output:
	// warning from 87.5 % used
	// critical at 5 % available or less
	// warning from 2 per CPU, mean of 15 minutes
}

func ExampleRule_Reason() {
	r := Rule{Each: Each{Array: "disks"}, Text: "%s %.0f %% used", Forecast: &Forecast{Alone: "%s full"}}
	fmt.Println(r.Reason("/var", 92.6))
	fmt.Println(r.Alone("/var"))
	// Output:
	// /var 93 % used
	// /var full
}
