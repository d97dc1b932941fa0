package sampler

import (
	"errors"
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// stateVersion is raised when older programs would misread a state.
const stateVersion = 1

const (
	// sameBoot is how far the boot time, worked out from two clocks, may move between samples: NTP slews by at most
	// 0.5 ms a second, so more is a reboot, or a clock that was set.
	sameBoot = 5 * time.Second
	// tooOld is the age beyond which a mean says nothing: what a page shows in all.
	tooOld = 48 * time.Hour
	// shortest is the least time that rates cover. Kernels count processor time in hundredths of a second.
	shortest = time.Second
)

// State is what one sample leaves for the next: the counters, with the clocks that say whether they can be
// subtracted from. The zero State knows nothing.
type State struct {
	Version  int
	Host     string
	Boot     time.Time                // as first seen, and kept, so that documents of one boot agree
	Wall     time.Time                // when the sample was taken; encoded in milliseconds
	Up       time.Duration            // likewise, since boot
	Read     map[string]time.Duration // when each family was read, since boot: a hung disk delays the ones after it
	Counters map[string]float64
}

// DecodeState reads what Encode wrote. Data that is damaged, or of a newer version, is the zero State and an error: the
// caller says so and goes on, as all that is lost is what happened since the last sample.
func DecodeState(doc bson.Raw) (State, error) {
	var s State
	if err := bson.Unmarshal(doc, &s); err != nil {
		return State{}, fmt.Errorf("damaged: %w", err)
	}
	if s.Version > stateVersion {
		return State{}, fmt.Errorf("of version %d, written by a newer psmonitor (this one knows %d)", s.Version, stateVersion)
	}
	if err := s.check(); err != nil {
		return State{}, fmt.Errorf("damaged: %w", err)
	}
	return s, nil
}

// Encode returns the state as DecodeState reads it: a document.
func (s State) Encode() (bson.Raw, error) {
	doc, err := bson.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode the state: %w", err)
	}
	return doc, nil
}

// check returns an error if there is a value that no sample leaves.
func (s State) check() error {
	if s.Version < 1 || s.Up < 0 || s.Wall.IsZero() {
		return errors.New("version, up or wall is missing")
	}
	for family, up := range s.Read {
		if up < s.Up || up-s.Up > tooOld {
			return fmt.Errorf("%q was read at %v, in a sample of %v since boot", family, up, s.Up)
		}
	}
	for name, value := range s.Counters {
		if math.IsNaN(value) || value < 0 || value > math.MaxUint64 {
			return fmt.Errorf("the counter %q is %g", name, value)
		}
	}
	return nil
}

// unusable tells why now's counters cannot be compared with the state's; "" if they can.
func (s State) unusable(host string, now Moment) string {
	if why := s.otherBoot(host, now); why != "" {
		return why
	}
	if now.Up-s.Up > tooOld {
		return "the last sample is too old"
	}
	return ""
}

// otherBoot tells why the state is not of the host's present boot; "" if it is.
func (s State) otherBoot(host string, now Moment) string {
	switch moved := now.boot().Sub(s.Wall.Add(-s.Up)).Abs(); {
	case s.Version == 0:
		return "no sample is known from before"
	case s.Host != host:
		return fmt.Sprintf("the last sample is of %s", s.Host)
	case now.Up < s.Up:
		return "the host was started again"
	case moved > sameBoot:
		return "the host was started again, or its clock was set"
	}
	return ""
}

// follow returns the state of a sample that begins now, without counters yet.
func (s State) follow(host string, now Moment) State {
	next := State{
		Version: stateVersion, Host: host, Boot: s.Boot, Wall: now.Wall.UTC(), Up: now.Up,
		Read:     make(map[string]time.Duration),
		Counters: make(map[string]float64, len(s.Counters)),
	}
	if s.Boot.IsZero() || s.otherBoot(host, now) != "" {
		next.Boot = now.boot().UTC().Truncate(time.Second)
	}
	return next
}

// latest is when the last family was read.
func (s State) latest() time.Duration {
	latest := s.Up
	for _, up := range s.Read {
		latest = max(latest, up)
	}
	return latest
}
