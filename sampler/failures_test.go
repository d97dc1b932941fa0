//go:build linux

package sampler

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func TestFailedFamilyIsOmittedAndLogged(t *testing.T) {
	ok := metric.Family{Name: "fine", Read: func(context.Context, *metric.Counters) (bson.D, error) {
		return bson.D{{Key: "fine", Value: 1.}}, nil
	}}
	broken := metric.Family{Name: "broken", Read: func(context.Context, *metric.Counters) (bson.D, error) {
		return nil, errors.New("out of order")
	}}
	half := metric.Family{Name: "half", Read: func(context.Context, *metric.Counters) (bson.D, error) {
		return bson.D{{Key: "half", Value: 2.}}, errors.New("the other half is gone")
	}}
	wild := metric.Family{Name: "wild", Read: func(context.Context, *metric.Counters) (bson.D, error) {
		var none []string
		return bson.D{{Key: "wild", Value: none[2]}}, nil
	}}
	r := record(t, "many")
	host := r.host(Filters{})
	host.Families = []metric.Family{broken, wild, ok, half}
	sample, _, err := host.Sample(r.context(), State{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bson.D{{Key: "fine", Value: 1.}, {Key: "half", Value: 2.}}, sample.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for _, part := range []string{"family=broken", "out of order", "family=wild", "index out of range", "family=half"} {
		if strings.Count(r.log.String(), part) != 1 {
			t.Errorf("the log says %q %d times:\n%s", part, strings.Count(r.log.String(), part), r.log.String())
		}
	}

	host.Families = []metric.Family{broken, wild}
	if _, _, err := host.Sample(r.context(), State{}); err == nil || !strings.Contains(err.Error(), "example01") {
		t.Errorf("no family can be read: error %v, want one with the host's name", err)
	}
}

func TestTruncatedFileFailsOnlyItsFamily(t *testing.T) {
	r := record(t, "many")
	r.folder = t.TempDir()
	r.show("before")
	for name, data := range map[string]string{"loadavg": "", "net/dev": "x\n", "stat": "cpu\n", "diskstats": "what\n", "meminfo": "MemTotal: 1024 kB\n"} {
		write(t, filepath.Join(r.folder, "before", "proc", name), data)
	}
	sample, _, err := r.host(Filters{}).Sample(r.context(), State{})
	if err != nil {
		t.Fatal(err)
	}
	doc := checked(t, sample)
	for _, family := range []string{"cpu", "load", "diskio", "net"} {
		if !strings.Contains(r.log.String(), "family="+family) || field(doc, family) != nil {
			t.Errorf("%s is %v, log:\n%s", family, field(doc, family), r.log.String())
		}
	}
	want(t, doc, "phymem.total", int64(1<<20))
}

func TestSampleReturnsContextError(t *testing.T) {
	r := record(t, "many")
	ctx, cancel := context.WithCancel(r.context())
	cancel()
	if _, _, err := r.host(Filters{}).Sample(ctx, State{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	host := r.host(Filters{})
	host.Wait = nil // use the timer
	ctx, cancel = context.WithCancel(r.context())
	host.Families = []metric.Family{{Name: "last", Read: func(context.Context, *metric.Counters) (bson.D, error) { cancel(); return nil, nil }}}
	if _, _, err := host.Sample(ctx, State{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestSampleReturnsClockError(t *testing.T) {
	host := record(t, "many").host(Filters{})
	host.Clock = func() (Moment, error) { return Moment{}, errors.New("no clock") }
	if _, _, err := host.Sample(context.Background(), State{}); err == nil {
		t.Error("no error")
	}
}
