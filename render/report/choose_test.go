package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// manyMounts returns n mounts. change replaces some, by their place.
func manyMounts(n int, change map[int]string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("/tank/%04d", i)
		if c := change[i]; c != "" {
			list[i] += " " + c
		}
	}
	return list
}

func TestFullMountAmongManyMakesState(t *testing.T) {
	full := map[int]string{1500: "full"}
	for name, stages := range map[string][]stage{
		"always":               {{6, 1, manyMounts(1600, full)}},
		"becomes full":         {{6, 1, manyMounts(1600, nil)}, {3, 1, manyMounts(1600, full)}},
		"in a small document":  {{6, 1, manyMounts(300, nil)}, {3, 1, manyMounts(300, map[int]string{299: "full"})}},
		"more than fit before": {{6, 1, manyMounts(256, nil)}, {3, 1, manyMounts(300, map[int]string{299: "full"})}},
	} {
		t.Run(name, func(t *testing.T) {
			state, reasons := reasonsAfter(t, stages...)
			if state != Critical || len(reasons) != 2 || !strings.Contains(reasons[0], "100 % used") {
				t.Errorf("%v: %q", state, reasons)
			}
		})
	}
}

// A decoder for a long history keeps fewer elements.
func TestFullMountMakesStateInALongHistory(t *testing.T) {
	d := NewDecoder(testLayout(), Window)
	d.places = minElements
	for i := range 6 {
		if err := d.Add(marshal(t, mounts(5*i, 1, manyMounts(3*minElements, map[int]string{2 * minElements: "full"})...))); err != nil {
			t.Fatal(err)
		}
	}
	h := d.Host("example01", at(25), metric.DefaultThresholds())
	if h.State != Critical || !strings.Contains(h.Reasons[0].Text, "100 % used") {
		t.Errorf("%v: %v", h.State, h.Reasons)
	}
}

func TestBrokenMountAmongManyMakesState(t *testing.T) {
	state, reasons := reasonsAfter(t, stage{6, 1, manyMounts(300, map[int]string{299: "error readonly"})})
	if want := []string{"/tank/0299 has become read-only"}; state != Warning || !slices.Equal(reasons, want) {
		t.Errorf("%v: %q, want %q", state, reasons, want)
	}
}

// The mounts that are kept stay the same, with their history, when another one becomes full.
func TestMountsAmongManyKeepTheirHistory(t *testing.T) {
	h := reportOf(t, stage{6, 1, manyMounts(300, nil)}, stage{3, 1, manyMounts(300, map[int]string{0: "full", 280: "full"})})
	whole := 0
	for _, s := range h.Charts[0].Series {
		if isComplete(s.Values) {
			whole++
		}
	}
	if whole != metric.MaxElements-1 { // that which became full has only three values
		t.Errorf("%d mounts have all values, want %d", whole, metric.MaxElements-1)
	}
}

func TestMountsThatAreLeftOutAreNotMissing(t *testing.T) {
	omitting := func(docs []any, n int) {
		for i, doc := range docs {
			docs[i] = append(doc.(bson.D), bson.E{Key: "disks_omitted", Value: int64(n)})
		}
	}
	var before, after []any
	for i := range 9 {
		before = append(before, mounts(5*i, 1, "/", "/backup"))
	}
	for i := 9; i < 15; i++ {
		after = append(after, mounts(5*i, 1, "/"))
	}
	omitting(after, 7)
	h := decode(t, append(before, after...)...).Host("example01", at(70), metric.DefaultThresholds())
	if len(h.Reasons) > 0 {
		t.Errorf("reasons %v", h.Reasons)
	}
	if want := "The newest sample leaves out 7 entries of disks: it has those in trouble and the largest."; !slices.Contains(h.Notes, want) {
		t.Errorf("notes %q", h.Notes)
	}
	if state, reasons := reasonsAfter(t, stage{9, 1, manyMounts(256, nil)}, stage{4, 1, manyMounts(300, map[int]string{290: "full"})}); len(reasons) != 2 {
		t.Errorf("%v: %q", state, reasons)
	}
}
