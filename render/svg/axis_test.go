package svg

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAxisHasFewTicksAndHoldsItsValues(t *testing.T) {
	for name, s := range map[string]Scale{"plain": {Empty: 1}, "binary": {Binary: true, Empty: 1024}, "whole": {Whole: true, Empty: 4}} {
		for high := 0.013; high < 1e15; high *= 1.7 {
			for _, low := range []float64{0, -high / 3, -high, -7 * high} {
				a := s.Axis(low, high, 0)
				if a.Min > low || a.Max < high*0.999 || a.Min > 0 || math.Signbit(a.Min) && a.Min == 0 {
					t.Errorf("%s, %v to %v: the axis goes from %v to %v", name, low, high, a.Min, a.Max)
				}
				if n := len(a.ticks()); n < 2 || n > 8 {
					t.Errorf("%s, %v to %v: %d ticks", name, low, high, n)
				}
			}
		}
	}
}

func TestTimeTicksNameTheDays(t *testing.T) {
	var got []string
	for _, tick := range timeTicks(noon-48*60*minute, noon) {
		got = append(got, tick.label+" "+tick.class)
	}
	want := []string{"12:00 ", "18:00 fine", "Sat 21 day", "06:00 fine", "12:00 ", "18:00 fine", "Sun 22 day", "06:00 fine", "12:00 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("48 hours (-want +got):\n%s", diff)
	}
	if got := timeTicks(noon-8_000, noon); len(got) != 9 || got[0].label != "11:59:52" {
		t.Errorf("8 seconds: %v", got)
	}
	got = nil
	for _, tick := range timeTicks(noon-14*24*60*minute, noon) {
		got = append(got, tick.label+" "+tick.class)
	}
	want = []string{"9 Nov day fine", "11 Nov day", "13 Nov day fine", "15 Nov day", "Tue 17 day fine", "Thu 19 day", "Sat 21 day fine"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("14 days (-want +got):\n%s", diff)
	}
	got = nil
	for _, tick := range timeTicks(noon-456*24*60*minute, noon) {
		got = append(got, tick.label+" "+tick.class)
	}
	want = []string{"Sep day", "Nov day fine", "Jan 2026 day", "Mar day fine", "May day", "Jul day fine", "Sep day", "Nov day fine"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fifteen months (-want +got):\n%s", diff)
	}
	for days := int64(1); days < 1500; days++ {
		if n := len(timeTicks(noon-days*24*60*minute, noon)); n > 12 || n < 3 {
			t.Errorf("%d days: %d ticks", days, n)
		}
	}
	for span := int64(1000); span < 1e15; span *= 3 {
		if n := len(timeTicks(noon-span, noon)); n > 12 {
			t.Errorf("%d ms: %d ticks", span, n)
		}
	}
}

func TestPercentagesAreWrittenToATenth(t *testing.T) {
	for v, want := range map[float64]string{0: "0%", -0.04: "0%", 0.05: "0%", 33.333: "33.3%", 66.67: "66.7%", 100: "100%", -2.25: "-2.2%"} {
		if got := string(appendPercent(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func ExampleScale_Axis() {
	s := Scale{Empty: 1}
	fmt.Println(s.Axis(-7, 0, 0).ticks())
	// Output: [-8 -6 -4 -2 0]
}
