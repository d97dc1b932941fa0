package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// mounts returns a document with some mounts. Each is a mount point, and its flags behind it: "/data readonly". A mount with the
// flag failed has no sizes. With the flag full nothing is free.
func mounts(minutes int, config int64, list ...string) bson.D {
	array := bson.A{}
	for _, m := range list {
		flags := strings.Fields(m)
		has := func(flag string) bool { return slices.Contains(flags[1:], flag) }
		d := bson.D{{Key: "mount", Value: flags[0]}, {Key: "fstype", Value: "ext4"}}
		used, free := int64(40), int64(60)
		if has("full") {
			used, free = 100, 0
		}
		if !has("failed") {
			d = append(d, bson.E{Key: "total", Value: int64(100)}, bson.E{Key: "used", Value: used}, bson.E{Key: "free", Value: free},
				bson.E{Key: "inodes", Value: int64(100)}, bson.E{Key: "inodes_used", Value: used})
		}
		d = append(d, bson.E{Key: "readonly", Value: has("readonly")})
		for _, flag := range []string{"optional", "error"} {
			if has(flag) {
				d = append(d, bson.E{Key: flag, Value: true})
			}
		}
		array = append(array, d)
	}
	doc := bson.D{{Key: "date", Value: at(minutes)}, {Key: "uptime", Value: 1}, {Key: "disks", Value: array}}
	if config != 0 {
		doc = append(doc, bson.E{Key: "disks_config", Value: config})
	}
	return doc
}

// stage is some samples with the same mounts.
type stage struct {
	samples int
	config  int64
	mounts  []string // nil for documents without the array
}

// reasonsAfter returns the state and the reasons of a host with these stages, one after the other, at the time of its last sample.
func reasonsAfter(t *testing.T, stages ...stage) (State, []string) {
	t.Helper()
	h := reportOf(t, stages...)
	var texts []string
	for _, r := range h.Reasons {
		texts = append(texts, r.Text)
	}
	return h.State, texts
}

func reportOf(t *testing.T, stages ...stage) *Host {
	t.Helper()
	var docs []any
	minute := 0
	for _, s := range stages {
		for range s.samples {
			doc := mounts(minute, s.config, s.mounts...)
			if s.mounts == nil {
				doc = bson.D{{Key: "date", Value: at(minute)}, {Key: "uptime", Value: 1}, {Key: "disk_root", Value: bson.D{{Key: "used", Value: 1}, {Key: "free", Value: 9}}}}
			}
			docs = append(docs, doc)
			minute += 5
		}
	}
	return decode(t, docs...).Host("example01", at(minute-5), metric.DefaultThresholds())
}

func TestMountsThatChange(t *testing.T) {
	list := func(mounts ...string) []string { return mounts }
	const gone, ro = "/backup is no longer mounted", "/data has become read-only"
	for name, c := range map[string]struct {
		stages []stage
		want   []string
	}{
		"read-only from the first sample on, and full": {[]stage{{12, 1, list("/ readonly full", "/var")}}, nil},
		"full and read-only, now writable":             {[]stage{{9, 1, list("/ readonly full")}, {3, 1, list("/ full")}}, []string{"/ 100 % used", "/ 100 % of the inodes used"}},
		"becomes read-only":                            {[]stage{{9, 1, list("/", "/data")}, {3, 1, list("/", "/data readonly")}}, []string{ro}},
		"becomes read-only when it is full":            {[]stage{{9, 1, list("/", "/data full")}, {3, 1, list("/", "/data readonly full")}}, []string{ro}},
		"read-only, but not yet held":                  {[]stage{{9, 1, list("/", "/data")}, {2, 1, list("/", "/data readonly")}}, nil},
		"read-only after an error":                     {[]stage{{12, 1, list("/", "/data readonly error")}}, []string{ro}},
		"was read-only":                                {[]stage{{6, 1, list("/data")}, {3, 1, list("/data readonly")}, {1, 1, list("/data")}}, nil},
		"becomes read-only, then disappears":           {[]stage{{9, 1, list("/", "/backup")}, {3, 1, list("/", "/backup readonly")}, {3, 1, list("/")}}, []string{gone}},

		"disappears":                          {[]stage{{9, 0, list("/", "/backup")}, {3, 0, list("/")}}, []string{gone}},
		"missing in two samples":              {[]stage{{9, 1, list("/", "/backup")}, {2, 1, list("/")}}, nil},
		"is back":                             {[]stage{{9, 1, list("/", "/backup")}, {5, 1, list("/")}, {1, 1, list("/", "/backup")}}, nil},
		"disappears again":                    {[]stage{{9, 1, list("/", "/backup")}, {5, 1, list("/")}, {3, 1, list("/", "/backup")}, {3, 1, list("/")}}, []string{gone}},
		"the only one disappears":             {[]stage{{9, 1, list("/backup")}, {3, 1, []string{}}}, []string{gone}},
		"comes for a short time":              {[]stage{{20, 1, list("/")}, {8, 1, list("/", "/backup")}, {3, 1, list("/")}}, nil},
		"cannot be read":                      {[]stage{{9, 1, list("/", "/backup")}, {9, 1, list("/", "/backup failed")}}, nil},
		"could not be read before":            {[]stage{{9, 1, list("/", "/backup failed")}, {3, 1, list("/")}}, []string{gone}},
		"documents without disks":             {[]stage{{9, 1, list("/", "/backup")}, {9, 1, nil}}, nil},
		"documents without disks, then gone":  {[]stage{{9, 1, list("/", "/backup")}, {5, 1, nil}, {3, 1, list("/")}}, []string{gone}},
		"gone, then documents without disks":  {[]stage{{9, 1, list("/", "/backup")}, {3, 1, list("/")}, {2, 1, nil}}, []string{gone}},
		"gone, with documents without disks":  {[]stage{{9, 1, list("/", "/backup")}, {3, 1, list("/")}, {9, 1, nil}}, []string{gone}},
		"only the article's documents":        {[]stage{{9, 0, nil}}, nil},
		"excluded":                            {[]stage{{9, 1, list("/", "/backup")}, {3, 2, list("/")}}, nil},
		"excluded after it disappeared":       {[]stage{{9, 1, list("/", "/backup")}, {5, 1, list("/")}, {1, 2, list("/")}}, nil},
		"a newer version lists it no more":    {[]stage{{9, 0, list("/", "/backup")}, {9, 1, list("/")}}, nil},
		"disappears under the newer version":  {[]stage{{9, 0, list("/", "/backup")}, {9, 1, list("/", "/backup")}, {3, 1, list("/")}}, []string{gone}},
		"optional":                            {[]stage{{9, 1, list("/", "/backup optional")}, {3, 1, list("/")}}, nil},
		"an image":                            {[]stage{{9, 1, list("/", "/backup readonly")}, {3, 1, list("/")}}, nil},
		"removable media, containers, drives": {[]stage{{9, 1, list("/", "/media/usb", "/run/media/me/usb", "/var/lib/kubelet/pods/1/volumes/a", "E:")}, {3, 1, list("/")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			state, got := reasonsAfter(t, c.stages...)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			if len(c.want) == 1 && state != Warning {
				t.Errorf("state %v, want warning", state)
			}
		})
	}
}

func TestMissingMountIsForgottenAfterTheWindow(t *testing.T) {
	gone := stage{Window - 3, 1, []string{"/"}}
	if state, got := reasonsAfter(t, stage{3, 1, []string{"/", "/backup"}}, gone); len(got) != 1 || state != Warning {
		t.Errorf("%v, %q in the first samples of the window, want a warning", state, got)
	}
	gone.samples = Window
	if state, got := reasonsAfter(t, gone); len(got) != 0 || state != OK {
		t.Errorf("%v, %q after it, want ok", state, got)
	}
}

// TestMissingMountIsForgottenAfter48Hours has a sample each hour, as if a page reached back for five days.
func TestMissingMountIsForgottenAfter48Hours(t *testing.T) {
	for name, c := range map[string]struct {
		from, until       int // the mount is there
		missed, forgotten int // hours in which it is missed
	}{
		"there from the beginning":               {0, 40, 40, 88},
		"there for 30 of the last 48 hours":      {60, 90, 90, 120},
		"there for only 20 of the last 48 hours": {60, 80, 0, 0},
	} {
		var docs []any
		for i := range 120 {
			list := []string{"/"}
			if i >= c.from && i < c.until {
				list = append(list, "/backup")
			}
			docs = append(docs, mounts(60*i, 1, list...))
		}
		d := decode(t, docs...)
		index := d.layout.arrayAt("disks")
		at := slices.Index(d.lists[index].names, "/backup")
		values := d.gone(d.layout.rule("unmounted"), func(field string) []float64 { return d.elementColumn(index, at, field) })
		for i := range docs {
			want := i >= c.missed && i < c.forgotten
			if got := values != nil && values[i] == 1; got != want {
				t.Errorf("%s: hour %d: missed is %v, want %v", name, i, got, want)
				break
			}
		}
	}
}

func TestMountThatWasReadOnlyHasNoForecastAndIsDrawn(t *testing.T) {
	h := reportOf(t, stage{12, 1, []string{"/ readonly full", "/var"}})
	if len(h.Forecasts) > 0 {
		t.Errorf("forecasts %+v", h.Forecasts)
	}
	var names []string
	for _, c := range h.Charts {
		for _, s := range c.Series {
			names = append(names, c.ID+" "+s.Name)
		}
	}
	if !slices.Contains(names, "disks /") {
		t.Errorf("series %q, want / among them", names)
	}
	if mount, _, _ := h.WorstDisk(); mount != "/var" {
		t.Errorf("the disk of the overview is %q, want /var", mount)
	}
}

func TestConfigurationForgetsMissingMounts(t *testing.T) {
	thresholds := metric.DefaultThresholds()
	thresholds.Changes = ofMounts("/back*", map[string]metric.Level{"unmounted": {}})
	var docs []any
	for i := range 12 {
		list := []string{"/", "/backup", "/data"}
		docs = append(docs, mounts(5*i, 1, list[:max(1, 3-2*(i/6))]...))
	}
	h := decode(t, docs...).Host("example01", at(55), thresholds)
	if len(h.Reasons) != 1 || h.Reasons[0].Element != "/data" {
		t.Errorf("reasons %+v, want one, about /data", h.Reasons)
	}
}

func TestReasonOfAMountHasItsTime(t *testing.T) {
	h := reportOf(t, stage{9, 1, []string{"/", "/backup"}}, stage{5, 1, []string{"/"}})
	want := []Reason{{State: Warning, Kind: "unmounted", Element: "/backup", Text: "/backup is no longer mounted", Chart: "disks", Since: ms(45)}}
	if diff := cmp.Diff(want, h.Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if len(h.Changes) != 1 || h.Changes[0].At != ms(55) {
		t.Errorf("changes %+v, want one when it had been missing for three samples", h.Changes)
	}
}

// TestImageOfOlderDocumentsIsRecognized has the numbers of a Fedora CoreOS root, and those of a full xfs.
func TestImageOfOlderDocumentsIsRecognized(t *testing.T) {
	for name, c := range map[string]struct {
		inodes, used int64
		want         State
	}{
		"erofs":       {1<<63 - 1, 125126, OK},
		"xfs":         {5000, 5000, Critical},
		"without any": {0, 0, Critical},
	} {
		var docs []any
		for i := range 12 {
			docs = append(docs, bson.D{{Key: "date", Value: at(5 * i)}, {Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"},
				{Key: "total", Value: 30797824}, {Key: "used", Value: 30797824}, {Key: "free", Value: 0}, {Key: "inodes", Value: c.inodes}, {Key: "inodes_used", Value: c.used}}}}})
		}
		if h := decode(t, docs...).Host("example01", at(55), metric.DefaultThresholds()); h.State != c.want {
			t.Errorf("%s: %v, %v, want %v", name, h.State, h.Reasons, c.want)
		}
	}
}

// TestNamesThatChangeWithEachSampleAreNotMissed has documents as an attacker may write them.
func TestNamesThatChangeWithEachSampleAreNotMissed(t *testing.T) {
	var stages []stage
	for i := range 100 {
		stages = append(stages, stage{1, 1, []string{"/", fmt.Sprint("/a", i), fmt.Sprint("/b", i/2)}})
	}
	if _, got := reasonsAfter(t, stages...); len(got) > 0 {
		t.Errorf("reasons %q", got)
	}
}
