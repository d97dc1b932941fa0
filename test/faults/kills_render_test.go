package faults

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
)

// TestKilledRenders kills renders at random times while there are new samples, and reads the site all the time. The render
// after each kill must succeed without output, and every page that is read must be complete.
func TestKilledRenders(t *testing.T) {
	for _, kind := range []struct {
		storeKind
		hosts, kills int
	}{
		{storeKinds()[0], 12, 2 * suite.rounds},
		{storeKinds()[1], 2, suite.rounds / 2},
	} {
		t.Run(kind.name, func(t *testing.T) {
			dir := t.TempDir()
			storeURL, site := kind.url(t, dir), filepath.Join(dir, "site")
			f := newFleet(t, storeURL, kind.hosts)
			f.grow(t)
			render := []string{"render", "-store", storeURL, "-out", site}
			duration := mustSucceed(t, time.Minute, render...).took()
			stop := readContinuously(t, site)
			r := newRand(t, 0)
			for killed := 0; killed < kind.kills; {
				f.grow(t)
				if o := run(t, randomTime(r, duration), time.Minute, render...); o.killed {
					suite.counts.add("kills of render, "+kind.name, 1)
					killed++
				}
				duration = (3*duration + mustSucceed(t, time.Minute, render...).took()) / 4
				f.check(t, site)
			}
			stop()
			checkNoTemporaryFiles(t, site)
			checkOnlyFiles(t, dir, "store", "site", "ferretdb")
		})
	}
}

// fleet is a set of hosts with made-up samples.
type fleet struct {
	store store.Store
	hosts []string
	dates []int64
}

func newFleet(t *testing.T, storeURL string, hosts int) *fleet {
	t.Helper()
	s, err := store.Open(t.Context(), storeURL, store.Options{Max: 576})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	f := &fleet{store: s}
	for i := range hosts {
		f.hosts = append(f.hosts, "host-"+string(rune('a'+i)))
	}
	return f
}

// grow stores one more sample for each host.
func (f *fleet) grow(t *testing.T) {
	t.Helper()
	at := time.Now().Add(-47 * time.Hour).Add(time.Duration(len(f.dates)) * 5 * time.Minute)
	f.dates = append(f.dates, at.UnixMilli())
	for i, host := range f.hosts {
		n := float64((i + 7*len(f.dates)) % 90)
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "server", Value: host}, {Key: "date", Value: at},
			{Key: "cpu", Value: bson.D{{Key: "user", Value: n}, {Key: "system", Value: 5.0}, {Key: "idle", Value: 95 - n}}},
			{Key: "phymem", Value: bson.D{{Key: "total", Value: int64(8e9)}, {Key: "used", Value: int64(4e9 + n)}, {Key: "free", Value: int64(4e9 - n)}}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.store.Append(t.Context(), host, doc); err != nil {
			t.Fatal(err)
		}
	}
}

// check reports hosts whose page does not show all samples, or the newest 576.
func (f *fleet) check(t *testing.T, site string) {
	t.Helper()
	for _, host := range f.hosts {
		f.checkHost(t, site, host)
	}
	if problem := checkComplete(site); problem != nil {
		t.Error(problem)
	}
}

// checkHost is check for one host.
func (f *fleet) checkHost(t *testing.T, site, host string) {
	t.Helper()
	want := f.dates[max(0, len(f.dates)-576):]
	if got := shownDates(t, site, host); !slices.Equal(got, want) {
		suite.counts.add("lost", 1)
		t.Errorf("%s shows the samples of %v, want those of %v", host, got, want)
	}
}

// readContinuously reads all files of the site again and again, as a web server would, until stop is called.
func readContinuously(t *testing.T, site string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	reading.Go(func() {
		for ctx.Err() == nil {
			if err := checkComplete(site); err != nil {
				suite.counts.add("torn", 1)
				t.Error(err)
			}
			suite.counts.add("readings of all pages", 1)
			wait(ctx, time.Now().Add(time.Millisecond))
		}
	})
	return func() {
		cancel()
		reading.Wait()
	}
}

// checkComplete returns an error if one of the files that a web server would serve is incomplete.
func checkComplete(site string) error {
	return filepath.WalkDir(site, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && (e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), ".new")) {
			return nil // just removed, or not linked by any page
		}
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err // these files are never removed while their host exists
		}
		if !whole(path, raw) {
			return errors.New(path + " is torn: it ends with " + string(raw[max(0, len(raw)-40):]))
		}
		return nil
	})
}

// whole reports whether the file is complete.
func whole(path string, raw []byte) bool {
	switch filepath.Ext(path) {
	case ".html":
		return strings.HasSuffix(strings.TrimSpace(string(raw)), "</html>")
	case ".json":
		return json.Valid(raw)
	case ".xml":
		d := xml.NewDecoder(strings.NewReader(string(raw)))
		for {
			if _, err := d.Token(); err != nil {
				return errors.Is(err, io.EOF)
			}
		}
	case ".js":
		return filepath.Base(path) != "stamp.js" || strings.HasSuffix(string(raw), ";\n")
	}
	return true
}

// checkNoTemporaryFiles reports temporary files that a killed render has left.
func checkNoTemporaryFiles(t *testing.T, site string) {
	t.Helper()
	err := filepath.WalkDir(site, func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(e.Name(), ".new") {
			t.Errorf("%s was left by a killed render", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
