package demo

import (
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"psmonitor/internal/rollup"
)

// This file makes up the time before the samples: of the last two months from a value every twenty minutes, and of the years before
// from one every hour. The hours and days of the samples themselves are those of internal/rollup.

const (
	pastStep    = 20 * minute
	distantStep = hour
)

// History returns the documents of the host's hours and days before its samples, the oldest first, as many as a store keeps and at most
// as far back as the given time. It returns none for a host that is new or unknown. The documents belong to the caller.
func (f Fleet) History(host string, back time.Duration) (hours, days [][]byte) {
	i := slices.Index(f.names, host)
	if i < 0 || f.clock.slots == 0 {
		return nil, nil
	}
	// The hour and the day in which the samples begin are made up too: the samples cover a part of them only.
	from, first := f.clock.until-back.Milliseconds(), f.clock.start
	oldest := max(from, floor(f.clock.until, hour)-int64(rollup.Hours.Slots-1)*hour) // an older hour would take the place of a new one
	recent := max(from, floor(oldest, day))
	m := f.pastMachine(i, recent, first+hour, pastStep)
	if m == nil {
		return nil, nil
	}
	of := m.newHistory(f.clock.every, rollup.Hours, rollup.Days)
	hours, days = slices.DeleteFunc(of[0], func(doc []byte) bool { return bsoncore.Document(doc).Lookup("date").DateTime() < oldest }), of[1]
	distant := max(from, floor(f.clock.until, day)-int64(rollup.Days.Slots-1)*day)
	if distant < floor(recent, day) {
		m = f.pastMachine(i, distant, floor(recent, day), distantStep)
		days = append(m.newHistory(f.clock.every, rollup.Days)[0], days...)
	}
	return hours, days
}

// pastMachine returns a host's machine of the time from from to to; nil if the host is new.
func (f Fleet) pastMachine(i int, from, to, step int64) *machine {
	c := clock{start: floor(from, step), every: step, until: f.clock.until}
	c.slots = int((to - c.start) / step)
	m := newMachine(f.seed, i, f.names[i], c)
	for _, p := range m.plan.missing {
		if p.from == 0 {
			return nil
		}
	}
	m.now, m.first = f.clock.until, f.clock.start
	m.plan.spike, m.plan.reboot, m.plan.leak, m.plan.missing = period{}, -1, false, m.outages()
	return m
}

func (m *machine) isPast() bool { return m.now != 0 }

// outages returns the slots without samples: of all hosts nine hours, three weeks ago, and of some three days in the last year.
func (m *machine) outages() []period {
	today := floor(m.now, day)
	slots := func(from, lasts int64) period {
		return period{int((from - m.clock.start) / m.clock.every), int((from + lasts - m.clock.start) / m.clock.every)}
	}
	list := []period{slots(today-21*day+7*hour, 9*hour)}
	if hash("outage of "+m.plan.name)%4 == 0 {
		list = append(list, slots(today-200*day, 3*day))
	}
	return list
}

// spring is for how long disks have grown, and cleaned how much of some is freed each Sunday.
const (
	spring  = 240 * day
	cleaned = .05
)

// pastLevel returns the fraction of a volume that was used. A disk that fills up fast does so since three days before the samples;
// others have grown slowly since spring. Of some, a part is freed each Sunday at 03:00 UTC.
func (m *machine) pastLevel(v *volume, t int64) float64 {
	ago := float64(m.now - t)
	kind := hash64(hash(m.plan.name + v.mount))
	fast, slow := min(ago, float64(5*day)), min(ago, float64(spring))
	part := v.level
	if v.perDay > .01 {
		part -= float64(v.perDay * fast / float64(day))
	}
	part -= float64(.6 * part * float64(kind%8) / 8 * slow / float64(spring))
	if kind%3 == 0 && v.total > 10*gib {
		part += float64(cleaned * (sinceSunday(t) - sinceSunday(m.first)))
	}
	return part
}

// sinceSunday returns the fraction of a week that has passed since the last Sunday at 03:00 UTC.
func sinceSunday(t int64) float64 {
	const sunday = 3*day + 3*hour // the first one of 1970
	return float64(t-sunday-floor(t-sunday, 7*day)) / float64(7*day)
}

// newHistory runs the machine and returns the documents of each of the spans. every is the step of the samples that they seem to cover.
func (m *machine) newHistory(every int64, spans ...rollup.Span) [][][]byte {
	list, sums := make([][][]byte, len(spans)), make([]*sum, len(spans))
	put := func(i int) {
		if s := sums[i]; s != nil {
			length := spans[i].Length
			id := spans[i].ID(m.plan.name, time.UnixMilli(s.start))
			list[i] = append(list[i], s.append(&m.plan, id, length.Seconds(), max(1, int32(length.Milliseconds()/every))))
		}
	}
	drawn := m.sample.numbers()
	for slot := range m.clock.slots {
		if !m.advance(slot) {
			continue
		}
		for i, span := range spans {
			start := floor(m.sample.date, span.Length.Milliseconds())
			if sums[i] != nil && sums[i].start == start {
				sums[i].add(&m.sample, drawn)
				continue
			}
			put(i)
			sums[i] = newSum(start, &m.sample)
		}
	}
	for i := range spans {
		put(i)
	}
	return list
}
