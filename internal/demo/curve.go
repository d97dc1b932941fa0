package demo

// curve is the activity of a host during a day: one value from 0 to 1 for each full hour, UTC, with straight lines between.
type curve [24]float64

// office follows the working hours in Europe.
func office() *curve {
	return &curve{.12, .10, .08, .08, .08, .10, .16, .34, .64, .87, .97, 1, .80, .78, .93, .98, .90, .72, .50, .38, .30, .24, .19, .15}
}

// evening follows the hours at which people are at home.
func evening() *curve {
	return &curve{.38, .25, .17, .12, .10, .12, .18, .30, .42, .50, .55, .60, .64, .62, .60, .62, .68, .76, .86, .95, 1, .94, .76, .55}
}

// steady is high all day, and a little higher during working hours.
func steady() *curve {
	return &curve{.62, .60, .58, .57, .58, .60, .65, .72, .80, .86, .90, .92, .88, .88, .90, .91, .88, .84, .80, .77, .74, .71, .68, .65}
}

// nightly is for hosts that work at night.
func nightly() *curve {
	return &curve{.70, .95, 1, .96, .72, .35, .14, .08, .07, .06, .06, .06, .08, .06, .06, .06, .06, .07, .07, .08, .09, .10, .16, .40}
}

// at returns the activity at a time in ms since 1970. At weekends it is multiplied by weekend.
func (c *curve) at(t int64, weekend float64) float64 {
	inDay := t - floor(t, day)
	h := inDay / hour
	part := float64(inDay-h*hour) / float64(hour)
	from, to := c[h], c[(h+1)%24]
	v := from + float64((to-from)*part)
	if sinceMonday := floor(t, day)/day + 3; sinceMonday-floor(sinceMonday, 7) >= 5 { // day 0 was a Thursday
		v = float64(v * weekend)
	}
	return v
}
