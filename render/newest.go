package render

// newestDate finds the date of the newest sample of all hosts, whose clocks may be wrong. Set now before the first add.
type newestDate struct {
	now         int64 // ms since 1970, by this machine's clock
	right, any  int64 // of clocks that are not ahead, and of all
	ahead, live int   // hosts
}

// clockSlack is by how many ms a host's clock may be ahead before it is wrong.
const clockSlack = 15 * 60_000

// add takes the date of a host's newest sample, 0 for none.
func (n *newestDate) add(date int64, silent bool) {
	n.any = max(n.any, date)
	if date > n.now+clockSlack {
		n.ahead++
	} else {
		n.right = max(n.right, date)
	}
	if !silent {
		n.live++
	}
}

// date returns the newest date by a clock that is not ahead; where most are, it is this machine's clock that is wrong.
func (n *newestDate) date() int64 {
	if 2*n.ahead > n.live {
		return n.any
	}
	return n.right
}
