package report

import (
	"strings"
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
)

// TestRebootIsWhereUptimeWentBack has samples every five minutes; the clock changes before the one of minute 150.
func TestRebootIsWhereUptimeWentBack(t *testing.T) {
	up := clock{boot: -100 * 24 * time.Hour}
	for name, c := range map[string]struct {
		first, then clock
		pause       int // minutes before the one of minute 150
		want        []int64
	}{
		"a reboot":                               {up, clock{boot: 148 * time.Minute}, 0, []int64{ms(148)}},
		"a reboot, the clock then an hour ahead": {up, clock{boot: 148 * time.Minute, wrong: time.Hour}, 0, []int64{ms(208)}},
		"a reboot, the clock then an hour back":  {up, clock{boot: 148 * time.Minute, wrong: -time.Hour}, 0, []int64{ms(88)}},
		"a clock set forward by NTP":             {up, clock{boot: up.boot, wrong: 2 * time.Hour}, 0, nil},
		"a clock set back by NTP":                {up, clock{boot: up.boot, wrong: -2 * time.Hour}, 0, nil},
		"a paused virtual machine":               {up, clock{boot: up.boot + 2*time.Hour}, 120, nil}, // its uptime stood still
		"a clock without a battery": { // set three hours after the boot, to a time longer ahead than the machine is up
			clock{boot: -time.Minute, wrong: -10 * time.Hour}, clock{boot: -time.Minute}, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for i := range 60 {
				docs = append(docs, []clock{c.first, c.then}[i/30].sample(5*i+i/30*c.pause))
			}
			h := decode(t, docs...).Host("example01", at(500), metric.DefaultThresholds())
			if diff := cmp.Diff(c.want, h.Reboots); diff != "" && len(c.want)+len(h.Reboots) > 0 {
				t.Errorf("reboots (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRebootIsNotPlacedByAWrongDate has a reboot at minute 148. The first sample after it is dated hours ahead, as the clock was
// read as local time; then NTP sets it right.
func TestRebootIsNotPlacedByAWrongDate(t *testing.T) {
	for name, now := range map[string]time.Time{"that date is still in the future": at(200), "that date has come again": at(500)} {
		t.Run(name, func(t *testing.T) {
			up, again := clock{boot: -100 * 24 * time.Hour}, clock{boot: 148 * time.Minute}
			ahead := clock{boot: again.boot, wrong: 2 * time.Hour}
			var docs []any
			for m := 0; m < 150; m += 5 {
				docs = append(docs, up.sample(m))
			}
			docs = append(docs, ahead.sample(150))
			for m := 155; m < 200; m += 5 {
				docs = append(docs, again.sample(m))
			}
			h := decode(t, docs...).Host("example01", now, metric.DefaultThresholds())
			if diff := cmp.Diff([]int64{ms(148)}, h.Reboots); diff != "" {
				t.Errorf("reboots (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSamplesStoredLateAreNoReboot has samples from before a reboot stored after the first ones from after it.
func TestSamplesStoredLateAreNoReboot(t *testing.T) {
	up, again := clock{boot: -100 * 24 * time.Hour}, clock{boot: 13 * time.Minute}
	h := decode(t, up.sample(0), again.sample(15), up.sample(5), up.sample(10), again.sample(20), again.sample(30), again.sample(25), again.sample(35)).
		Host("example01", at(35), metric.DefaultThresholds())
	if diff := cmp.Diff([]int64{ms(13)}, h.Reboots); diff != "" {
		t.Errorf("reboots (-want +got):\n%s", diff)
	}
}

// TestMachineWithoutHardwareClockIsNotTwo boots one every two hours. Each time it is first sampled with the same wrong date,
// before its clock is set.
func TestMachineWithoutHardwareClockIsNotTwo(t *testing.T) {
	var docs []any
	for n := range 6 {
		boot := time.Duration(120*n) * time.Minute
		docs = append(docs, clock{boot: boot, wrong: -boot - 50*365*24*time.Hour}.sample(120*n+5))
		for m := 10; m < 120; m += 5 {
			docs = append(docs, clock{boot: boot}.sample(120*n+m))
		}
	}
	h := decode(t, docs...).Host("example01", at(720), metric.DefaultThresholds())
	for _, note := range h.Notes {
		if strings.Contains(note, "Two machines") {
			t.Error(note)
		}
	}
}
