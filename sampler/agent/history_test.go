package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/sampler"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/store/history"
)

// newHistorySampler returns a sampler whose samples are dated by the clock that is set by hand, and whose history has the mean of value.
func newHistorySampler(t *testing.T) *hourlySampler {
	t.Helper()
	s := newHourlySampler(t)
	boot := s.now.Add(-time.Hour)
	s.Host.Clock = func() (sampler.Moment, error) { return sampler.Moment{Wall: s.now, Up: s.now.Sub(boot)}, nil }
	s.Host.Families[0].Charts = []metric.Chart{{ID: "value", Lines: []metric.Line{{Field: "value"}}}}
	s.Max = 1000
	s.History = history.Maker{Families: s.Host.Families, Keep: 48 * time.Hour, Every: 5 * time.Minute}
	return s
}

// at takes a sample so many minutes after noon, and returns what is logged.
func (s *hourlySampler) at(t *testing.T, minutes int) string {
	t.Helper()
	s.now = time.Date(2026, 11, 22, 12, minutes, 0, 0, time.UTC)
	s.value = minutes
	logged, err := s.sample(t)
	if err != nil {
		t.Errorf("the sample at %v: %v", s.now, err)
	}
	return logged
}

// wantHours wants the hours of the history: "12: 6 25" has six samples of 25 in the mean.
func (s *hourlySampler) wantHours(t *testing.T, what string, want ...string) {
	t.Helper()
	st, err := store.Open(t.Context(), s.Store, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(st)
	got := []string{}
	_, err = st.History(t.Context(), rollup.Hours, "a", func(doc []byte) error {
		h, err := rollup.ReadHead(doc)
		got = append(got, fmt.Sprintf("%s: %d %v", h.Start.Format("15"), h.Samples, bson.Raw(doc).Lookup("value").Double()))
		return err
	})
	slices.Sort(got)
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" || err != nil {
		t.Errorf("%s: %v, hours (-want +got):\n%s", what, err, diff)
	}
}

func (s *hourlySampler) historyFile() string {
	return filepath.Join(filepath.Dir(s.State), "store", "hours", "a.bson")
}

func TestHoursAreMadeWhenTheyAreOver(t *testing.T) {
	s := newHistorySampler(t)
	for minutes := 0; minutes < 60; minutes += 10 {
		s.at(t, minutes)
	}
	s.wantHours(t, "the hour is not over")
	s.at(t, 60)
	s.wantHours(t, "the hour is over", "12: 6 25")
}

// TestMidHourLeavesHistoryAlone takes away what was made: in mid-hour nobody looks, and when the next hour is over only that is made.
func TestMidHourLeavesHistoryAlone(t *testing.T) {
	s := newHistorySampler(t)
	s.at(t, 0)
	s.at(t, 60)
	s.wantHours(t, "at first", "12: 1 0")
	if err := os.Remove(s.historyFile()); err != nil {
		t.Fatal(err)
	}
	s.at(t, 70)
	s.wantHours(t, "in mid-hour")
	s.at(t, 120)
	s.wantHours(t, "the next hour", "13: 2 65")
	s.at(t, 15*60) // the hour after a day's end that the host's name chooses: all is looked at
	s.wantHours(t, "the next day", "12: 1 0", "13: 2 65", "14: 1 120")
}

func TestLateSamplesInTheSpoolMakeTheirHourAgain(t *testing.T) {
	s := newHistorySampler(t)
	s.at(t, 10)
	s.at(t, 60)
	s.wantHours(t, "at first", "12: 1 10")
	late, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "value", Value: 30},
		{Key: "date", Value: primitive.NewDateTimeFromTime(time.Date(2026, 11, 22, 12, 20, 0, 0, time.UTC))}})
	if err != nil {
		t.Fatal(err)
	}
	r := &round{Agent: s.Agent}
	r.openFolder()
	defer r.closeFolder()
	if _, err := r.spool().Append(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	s.at(t, 70)
	s.wantHours(t, "with the late sample", "12: 2 20")
}

// TestFailedHistoryIsAWarning puts a file in the place of the folder of hours.
func TestFailedHistoryIsAWarning(t *testing.T) {
	s := newHistorySampler(t)
	s.at(t, 0)
	folder := filepath.Dir(s.historyFile())
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if logged := s.at(t, 60); strings.Count(logged, "\n") != 1 || !strings.Contains(logged, "the sample is stored, but the history cannot be brought up to date") {
		t.Errorf("it logged %q", logged)
	}
	if logged := s.at(t, 65); logged != "" {
		t.Errorf("it logged again: %q", logged)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if logged := s.at(t, 70); logged != "" {
		t.Errorf("when it works again, it logged %q", logged)
	}
	s.wantHours(t, "made up for", "12: 1 0")
}

func TestShortKeepIsSaidOnce(t *testing.T) {
	s := newHistorySampler(t)
	s.History.Keep = time.Hour
	if logged := s.at(t, 0); !strings.Contains(logged, "there is no history: keep is 1h0m0s") {
		t.Errorf("it logged %q", logged)
	}
	for minutes := 60; minutes < 300; minutes += 60 {
		if logged := s.at(t, minutes); logged != "" {
			t.Errorf("it logged again: %q", logged)
		}
	}
	s.wantHours(t, "none")
}

// TestHistoryIsMadeWhateverIsRemembered damages the file in the state folder, which must cost no more than looking at all hours.
func TestHistoryIsMadeWhateverIsRemembered(t *testing.T) {
	for name, contents := range map[string][]byte{"nothing": nil, "text": []byte("hello, world"), "zeros": make([]byte, 100),
		"no date": bsonfile.Seal(nil, []byte{5, 0, 0, 0, 0})} {
		t.Run(name, func(t *testing.T) {
			s := newHistorySampler(t)
			s.at(t, 10)
			if err := os.WriteFile(filepath.Join(s.State, "a"+historyFile), contents, 0o600); err != nil {
				t.Fatal(err)
			}
			if logged := s.at(t, 60); logged != "" {
				t.Errorf("it logged %q", logged)
			}
			s.wantHours(t, "made", "12: 1 10")
			s.at(t, 65)
			s.at(t, 120)
			s.wantHours(t, "made", "12: 1 10", "13: 2 62.5")
		})
	}
}
