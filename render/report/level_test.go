package report

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// ofMounts returns changes of the levels of the mounts that match a glob.
func ofMounts(glob string, levels map[string]metric.Level) []metric.Change {
	list := changes(levels)
	list[0].Key, list[0].Names = "mount", []string{glob}
	return list
}

// hostOf returns the report of mounts that have filled steadily, as in filling.
func hostOf(t *testing.T, list []metric.Change, mounts map[string][2]float64) *Host {
	t.Helper()
	thresholds := metric.DefaultThresholds()
	thresholds.Changes = list
	return decode(t, filling(mounts)...).Host("example01", at(5*(Window-1)), thresholds)
}

func TestElementsAreJudgedByTheirOwnLevels(t *testing.T) {
	for name, c := range map[string]struct {
		changes []metric.Change
		mounts  map[string][2]float64
		want    []string
	}{
		"a value": {ofMounts("/s*", map[string]metric.Level{"disk": {Warning: 97, Critical: 99}}),
			map[string][2]float64{"/": {90, 0}, "/srv": {90, 0}}, []string{"warning: / 90 % used"}},
		"a forecast": {ofMounts("/s*", map[string]metric.Level{"full": {}}),
			map[string][2]float64{"/": {76, 30}, "/srv": {76, 30}}, []string{"critical: / full in 19 hours"}},
	} {
		t.Run(name, func(t *testing.T) {
			checkReasons(t, hostOf(t, c.changes, c.mounts), c.want)
		})
	}
}

func TestTheDiskInTheWorstStateIsShown(t *testing.T) {
	higher := ofMounts("/srv", map[string]metric.Level{"disk": {Warning: 97, Critical: 99}})
	for want, mounts := range map[string]map[string][2]float64{
		"/var": {"/": {90, 0}, "/var": {91, 0}, "/srv": {94, 0}},
		"/":    {"/": {76, 30}, "/var": {91, 0}, "/srv": {94, 0}}, // critical by its forecast
		"/srv": {"/": {20, 0}, "/var": {30, 0}, "/srv": {94, 0}},
	} {
		if mount, used, _ := hostOf(t, higher, mounts).WorstDisk(); mount != want || last(used) != mounts[want][0] {
			t.Errorf("%s at %v %%, want %s at %v %%", mount, last(used), want, mounts[want][0])
		}
	}
}

func TestInterfacesAreJudgedByTheirOwnLevels(t *testing.T) {
	errorFree := 0.1
	thresholds := metric.DefaultThresholds()
	thresholds.Changes = []metric.Change{{Key: "interface", Names: []string{"eth*"}, Levels: map[string]metric.PartialLevel{"neterrors": {Warning: &errorFree}}}}
	h := decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "net", Value: bson.A{
		bson.D{{Key: "interface", Value: "eth0"}, {Key: "errors", Value: 2.5}},
		bson.D{{Key: "interface", Value: "wlan0"}, {Key: "errors", Value: 99.0}}}}}).Host("example01", at(0), thresholds)
	if len(h.Reasons) != 1 || h.Reasons[0].Text != "eth0 2.5 errors/s" {
		t.Errorf("reasons %+v, want one about eth0", h.Reasons)
	}
}

func TestGlobMatchesTheNameInTheDocument(t *testing.T) {
	thresholds := metric.DefaultThresholds()
	thresholds.Changes = ofMounts("/b\u202e", map[string]metric.Level{"disk": {Critical: 50}})
	h := decode(t, bson.D{{Key: "date", Value: at(0)}, {Key: "disks", Value: bson.A{
		bson.D{{Key: "mount", Value: "/b\u202e"}, {Key: "used", Value: 60}, {Key: "free", Value: 40}}}}}).Host("example01", at(0), thresholds)
	if len(h.Reasons) != 1 || h.Reasons[0].Text != "/b\uFFFD 60 % used" {
		t.Errorf("reasons %+v, want one about the mount, its name cleaned for display", h.Reasons)
	}
}

func TestChartShowsALevelThatSeveralElementsShare(t *testing.T) {
	srv := ofMounts("/s*", map[string]metric.Level{"disk": {Warning: 97, Critical: 99}})
	both := ofMounts("/?*", map[string]metric.Level{"disk": {Warning: 97, Critical: 99}})
	various := append(srv, ofMounts("/v*", map[string]metric.Level{"disk": {Warning: 50}})...)
	common, own := metric.Level{Warning: 85, Critical: 95}, metric.Level{Warning: 97, Critical: 99}
	for name, c := range map[string]struct {
		changes []metric.Change
		mounts  []string
		want    metric.Level
	}{
		"one without a level of its own": {various, []string{"/", "/var", "/srv"}, common},
		"all with the same":              {both, []string{"/var", "/srv"}, own},
		"one with its own":               {srv, []string{"/srv"}, own},
		"all with different ones":        {various, []string{"/var", "/srv"}, metric.Level{}},
	} {
		mounts := map[string][2]float64{}
		for _, m := range c.mounts {
			mounts[m] = [2]float64{20, 0}
		}
		h := hostOf(t, c.changes, mounts)
		at := slices.IndexFunc(h.Charts, func(c Chart) bool { return c.Threshold == "disk" })
		if at < 0 {
			t.Fatalf("%s: no chart of disks", name)
		}
		if got := h.Charts[at].Levels; got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
