package report

import "math"

// minTurns is how often an earlier boot time must come back: once or twice it may be a clock that was set there and back, or
// documents that were stored out of order.
const minTurns = 3

// maxBoots is how many boot times are remembered, the newest: each document may claim another one.
const maxBoots = 16

// minAdvance is by how much, in seconds, a machine's uptime must have grown when its boot time comes back. One without a
// hardware clock has the same boot time after each reboot until its clock is set, and is first sampled at about the same
// uptime.
const minAdvance = 5

// twins reports whether two machines seem to send under one name. Each has a boot time of its own, so that an earlier boot
// time comes back again and again, and the time since boot goes up and down with it. A reboot of one machine gives a boot
// time that was not there before. Setting its clock moves the boot time, but the time since boot continues. The rows are
// read in the order in which they were stored, as a clock that is set back mixes them in the order of their dates.
func (d *Decoder) twins() bool {
	boots, uptimes := d.column(fieldBoot), d.column(fieldUptime)
	if boots == nil || uptimes == nil {
		return false
	}
	turns, up := 0, math.Inf(-1)
	var seen []bootSeen // the latest last
	for i, boot := range boots {
		if math.IsNaN(boot) || math.IsNaN(uptimes[i]) {
			continue
		}
		known := indexOfBoot(seen, boot)
		if known >= 0 && known < len(seen)-1 && uptimes[i] < up && uptimes[i] > seen[known].up+minAdvance {
			turns++
		}
		if known >= 0 {
			seen = append(seen[:known], seen[known+1:]...)
		}
		up = uptimes[i]
		seen = append(seen, bootSeen{boot, up})
		seen = seen[max(0, len(seen)-maxBoots):]
	}
	return turns >= minTurns
}

// bootSeen is a boot time, in ms since 1970, and the uptime with which it was seen last, in seconds.
type bootSeen struct{ boot, up float64 }

// indexOfBoot returns the index of a boot time among others, -1 if it is not there.
func indexOfBoot(seen []bootSeen, boot float64) int {
	for i := range seen {
		if math.Abs(seen[i].boot-boot) <= BootSlack {
			return i
		}
	}
	return -1
}
