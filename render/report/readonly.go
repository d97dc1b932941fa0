package report

import "math"

// unless returns the values without those at samples where the element's field flag is 1; nil for nil, and if none is left.
//
// Documents of older versions do not have the flag. The image that is mounted as / on Fedora CoreOS and others is recognized
// nevertheless: nothing is free, and it has as many inodes as a number can say (erofs_statfs in fs/erofs/super.c).
func (d *Decoder) unless(values []float64, flag string, column func(field string) []float64) []float64 {
	flags, inodes := column(flag), column("inodes")
	if !reaches(flags, 1) && !reaches(inodes, math.MaxInt64) {
		return values // most elements
	}
	free, judged, left := column("free"), d.derive(), false
	for i, v := range values {
		excluded := free != nil && inodes != nil && free[i] == 0 && inodes[i] >= math.MaxInt64
		if flags != nil && !math.IsNaN(flags[i]) {
			excluded = flags[i] == 1
		}
		if !excluded {
			judged[i] = v
			left = left || !math.IsNaN(v)
		}
	}
	if !left {
		return nil
	}
	return judged
}

// reaches reports whether a value is at least as high as a limit.
func reaches(values []float64, limit float64) bool {
	for _, v := range values {
		if v >= limit {
			return true
		}
	}
	return false
}

// turned returns 1 where a flag is 1 and was 0 at an earlier sample, else 0; nil if it never is. Where surely is 1, the flag
// became 1 at some time, even if no sample has it as 0. surely may be nil.
func (d *Decoder) turned(flags, surely []float64) []float64 {
	var turned []float64
	for i, wasOff := 0, false; i < len(flags); i++ {
		wasOff = wasOff || flags[i] == 0 || surely != nil && surely[i] == 1
		if flags[i] == 1 && wasOff && turned == nil {
			turned = d.derive()
			clear(turned[:i])
		}
		if turned != nil {
			turned[i] = flags[i]
		}
	}
	return turned
}
