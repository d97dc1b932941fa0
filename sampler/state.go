package sampler

import (
	"errors"
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// stateVersion is increased when older programs would misinterpret a state.
const stateVersion = 1

const (
	// bootTolerance is how far the computed boot time may differ between samples. NTP slews the clock by at most 0.5 ms per
	// second. A larger difference is a reboot, or a clock that was set.
	bootTolerance = 5 * time.Second
	// maxAge is the largest age of a usable state. It is the time span of a page.
	maxAge = 48 * time.Hour
	// minInterval is the shortest interval of rates. Kernels count CPU time in hundredths of a second.
	minInterval = time.Second
)

// State is passed from one sample to the next: the counters, and the times that show whether they can be subtracted. The
// zero State is that before the first sample.
type State struct {
	Version  int
	Host     string
	Boot     time.Time                // as first computed: it is kept, so that documents of one boot agree
	Wall     time.Time                // when the sample was taken; encoded in milliseconds
	Up       time.Duration            // when the sample was taken, since boot
	Read     map[string]time.Duration // when each family was read, since boot: a hung disk delays the ones after it
	Counters map[string]float64
}

// DecodeState decodes what Encode returned. For damaged data, and data of a newer version, it returns the zero State and an
// error. The caller can log it and continue: only the interval since the last sample is lost. doc must be well-formed, because
// the driver panics on other bytes.
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

// Encode returns the state as a document for DecodeState.
func (s State) Encode() (bson.Raw, error) {
	doc, err := bson.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode the state: %w", err)
	}
	return doc, nil
}

// check returns an error if a value is impossible.
func (s State) check() error {
	if s.Version < 1 || s.Up < 0 || s.Wall.IsZero() {
		return errors.New("version, up or wall is missing")
	}
	for family, up := range s.Read {
		if up < s.Up || up-s.Up > maxAge {
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

// unusable returns the reason why now's counters cannot be compared with those of the state, or "".
func (s State) unusable(host string, now Moment) string {
	if reason := s.differentBoot(host, now); reason != "" {
		return reason
	}
	if now.Up-s.Up > maxAge {
		return "the last sample is too old"
	}
	return ""
}

// differentBoot returns the reason why the state is not from the host's current boot, or "".
func (s State) differentBoot(host string, now Moment) string {
	switch moved := now.boot().Sub(s.Wall.Add(-s.Up)).Abs(); {
	case s.Version == 0:
		return "there is no earlier sample"
	case s.Host != host:
		return fmt.Sprintf("the last sample is of %s", s.Host)
	case now.Up < s.Up:
		return "the host rebooted"
	case moved > bootTolerance:
		return "the host rebooted, or its clock was set"
	}
	return ""
}

// nextState returns the state of a sample that begins now, still without counters.
func (s State) nextState(host string, now Moment) State {
	next := State{
		Version: stateVersion, Host: host, Boot: s.Boot, Wall: now.Wall.UTC(), Up: now.Up,
		Read:     make(map[string]time.Duration),
		Counters: make(map[string]float64, len(s.Counters)),
	}
	if s.Boot.IsZero() || s.differentBoot(host, now) != "" {
		next.Boot = now.boot().UTC().Truncate(time.Second)
	}
	return next
}

// lastRead returns the time since boot at which the last family was read.
func (s State) lastRead() time.Duration {
	latest := s.Up
	for _, up := range s.Read {
		latest = max(latest, up)
	}
	return latest
}
