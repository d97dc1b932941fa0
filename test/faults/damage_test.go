package faults

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// damages are what can become of a file at a byte of it.
var damages = []struct {
	name string
	do   func(r *rand.Rand, content []byte, at int) []byte
}{
	{"flipped bits", func(r *rand.Rand, content []byte, at int) []byte {
		content[at] ^= 1 << r.IntN(8)
		return content
	}},
	{"files cut off", func(_ *rand.Rand, content []byte, at int) []byte { return content[:at] }},
	{"tails of zeros", func(_ *rand.Rand, content []byte, at int) []byte {
		clear(content[at:])
		return content
	}},
}

// damage calls try for each damage at each of the positions in a file of that size, some at a time; do does the damage.
func damage(t *testing.T, what string, size int, positions []int, atATime int, try func(worker int, do func([]byte) []byte, how string)) {
	t.Helper()
	for _, d := range damages {
		todo := make(chan int)
		var workers sync.WaitGroup
		for worker := range atATime {
			workers.Go(func() {
				for at := range todo {
					r := newRand(t, at)
					try(worker, func(content []byte) []byte {
						return d.do(r, bytes.Clone(content), min(at, len(content)-1))
					}, fmt.Sprintf("%s at byte %d of %d", d.name, at, size))
					suite.counts.add("damages, "+what+": "+d.name, 1)
				}
			})
		}
		for _, at := range positions {
			todo <- at
		}
		close(todo)
		workers.Wait()
	}
}

// all returns all positions in a small file, or so many of them as the rounds allow.
func all(size int) (positions []int) {
	for at := 0; at < size; at += damageStep() {
		positions = append(positions, at)
	}
	return positions
}

// some returns random positions in a large file.
func some(t *testing.T, size, n int) (positions []int) {
	r := newRand(t, -1)
	for range n {
		positions = append(positions, r.IntN(size))
	}
	return positions
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Error(err)
	}
}

// TestDamagedConfigurations damages a configuration at each byte. What it says cannot be gone by: exit code 2, and the
// file named. Or nobody can tell, and a page is made.
func TestDamagedConfigurations(t *testing.T) {
	const atATime = 4
	dir := t.TempDir()
	const secret = "s3cr3tw0rd"
	good := []byte(`# a configuration
store = "mongodb://user:` + secret + `@db.invalid/reports"
every = "5m"
keep = "48h"
json = true
[disks]
exclude = ["/snap/*", "/mnt[0-9]"]
[hosts]
ignore = ["old-*"]
[[group]]
name = "web"
hosts = ["web-*", "host-a"]
[thresholds]
disk = { warning = 85, critical = 95 }
[[override]]
hosts = ["backup-*"]
thresholds = { disk = { warning = 97.5, critical = 99 } }
`)
	f := newFleet(t, "file://"+filepath.Join(dir, "store"), 1)
	f.grow(t)
	damage(t, "configuration", len(good), all(len(good)), atATime, func(worker int, do func([]byte) []byte, how string) {
		bad := do(good)
		config := filepath.Join(dir, fmt.Sprintf("config-%d.toml", worker))
		write(t, config, bad)
		o := run(t, never, time.Minute, "render", "-config", config, "-store", "file://"+filepath.Join(dir, "store"),
			"-out", filepath.Join(dir, fmt.Sprintf("site-%d", worker)))
		switch {
		case o.code == 0 && o.output == "":
		case o.code == 2 && strings.Contains(o.output, filepath.Base(config)):
		default:
			t.Errorf("%s: %v; want exit code 0 and silence, or 2 and the file's name", how, o)
		}
		if strings.Contains(o.output, secret) {
			t.Errorf("%s: the password is shown: %q", how, o.output)
		}
		if !bytes.Equal(read(t, config), bad) {
			t.Errorf("%s: the configuration was changed", how)
		}
	})
}

// TestDamagedManifests damages a site's manifest at each byte. Pages are made all the same, and none goes.
func TestDamagedManifests(t *testing.T) {
	const atATime = 4
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	f := newFleet(t, storeURL, 3)
	f.grow(t)
	var sites []string
	for worker := range atATime {
		sites = append(sites, filepath.Join(dir, fmt.Sprintf("site-%d", worker)))
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", sites[worker])
	}
	good := read(t, filepath.Join(sites[0], ".psmonitor.json"))
	damage(t, "manifest", len(good), all(len(good)), atATime, func(worker int, do func([]byte) []byte, how string) {
		bad := do(good)
		site := sites[worker]
		manifest := filepath.Join(site, ".psmonitor.json")
		write(t, manifest, bad)
		o := run(t, never, time.Minute, "render", "-store", storeURL, "-out", site)
		if o.code > 1 || o.output != "" && !strings.Contains(o.output, ".psmonitor.json") || o.code == 1 && o.output == "" {
			t.Errorf("%s: %v; want 0 or 1, and the manifest named if anything is said", how, o)
		}
		f.check(t, site)
		if o.code == 1 { // of a newer version: the user is to decide
			if !bytes.Equal(read(t, manifest), bad) {
				t.Errorf("%s: refused, and changed all the same", how)
			}
			write(t, manifest, good)
		}
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
		f.check(t, site)
	})
}

// TestDamagedStores damages one host's file in the store. Every sample in it that is intact is shown, the page says what is
// damaged, the next sample is stored, and the other hosts are served.
func TestDamagedStores(t *testing.T) {
	const atATime, samples = 16, 60 // a sample without state takes a second
	dir := t.TempDir()
	var fleets []*fleet
	for worker := range atATime {
		f := newFleet(t, "file://"+filepath.Join(dir, fmt.Sprintf("store-%d", worker)), 3)
		for range samples {
			f.grow(t)
		}
		fleets = append(fleets, f)
	}
	of := func(worker int, host string) string {
		return filepath.Join(dir, fmt.Sprintf("store-%d", worker), host+".bson")
	}
	good := map[int][]byte{}
	for worker := range atATime {
		good[worker] = read(t, of(worker, "host-b"))
	}
	damage(t, "store", len(good[0]), some(t, len(good[0]), 5*suite.rounds), atATime, func(worker int, do func([]byte) []byte, how string) {
		bad := do(good[worker])
		f, path, site := fleets[worker], of(worker, "host-b"), filepath.Join(dir, fmt.Sprintf("site-%d", worker))
		storeURL := "file://" + filepath.Dir(path)
		write(t, path, bad)
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
		if !bytes.Equal(read(t, path), bad) {
			t.Errorf("%s: the damaged file was changed by reading", how)
		}
		f.checkDamaged(t, site, "host-b", intact(bad, good[worker], records(t, good[worker], samples)), how)
		others := *f
		others.hosts = []string{"host-a", "host-c"}
		others.check(t, site)
		before := storedDates(t, storeURL, "host-b")
		state := filepath.Join(dir, fmt.Sprintf("state-%d", worker))
		sampled := run(t, never, time.Minute, "sample", "-host", "host-b", "-store", storeURL, "-state", state)
		if sampled.code != 0 || !names(sampled.output, path) {
			t.Errorf("%s: sample: %v; want exit code 0, and the file named if anything is said", how, sampled)
		}
		if after := storedDates(t, storeURL, "host-b"); len(after) != len(before)+1 || !slices.Equal(after[:len(before)], before) {
			suite.counts.add("lost", 1)
			t.Errorf("%s: %d samples were there, and after another one %d", how, len(before), len(after))
		}
		for _, path := range append(files(t, state), files(t, filepath.Dir(path))...) {
			if strings.HasPrefix(path, state) || strings.Contains(path, ".damaged") {
				if err := os.RemoveAll(path); err != nil {
					t.Error(err)
				}
			}
		}
		write(t, path, good[worker])
	})
}

// intact reports of each document whether a damage has spared it.
func intact(bad, good []byte, places [][2]int) (spared []bool) {
	for _, p := range places {
		spared = append(spared, len(bad) >= p[1] && bytes.Equal(bad[p[0]:p[1]], good[p[0]:p[1]]))
	}
	return spared
}

// checkDamaged wants all intact samples of a host on its page. Of the others one may be there too: a bit of its checksum's
// name does not matter. If documents before the last intact one are lost, the page says so.
func (f *fleet) checkDamaged(t *testing.T, site, host string, intact []bool, how string) {
	t.Helper()
	got, spared, between := shownDates(t, site, host), 0, false
	for i, date := range f.dates {
		isShown := slices.Contains(got, date)
		switch {
		case intact[i] && !isShown:
			suite.counts.add("lost", 1)
			t.Errorf("%s: the sample %d is intact, and not shown", how, i)
		case intact[i]:
			spared++
		case !isShown && slices.Contains(intact[i:], true):
			between = true
		}
	}
	if len(got) > spared+1 {
		t.Errorf("%s: %d samples are shown, and %d are intact", how, len(got), spared)
	}
	page := read(t, filepath.Join(site, "host", host, "index.html"))
	if says := bytes.Contains(page, []byte("The store is damaged")); between && !says {
		t.Errorf("%s: the page does not say so", how)
	}
}

// TestDamagedPages damages pages of a site at random bytes: the next render makes them good.
func TestDamagedPages(t *testing.T) {
	const atATime = 2
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	f := newFleet(t, storeURL, 2)
	for range 30 {
		f.grow(t)
	}
	for _, page := range []string{"index.html", "host/host-a/index.html", "host/host-a/data.json", "status.json", "compare/cpu.html"} {
		t.Run(filepath.Base(page), func(t *testing.T) {
			var sites []string
			for worker := range atATime {
				sites = append(sites, filepath.Join(dir, fmt.Sprintf("site-%d", worker)))
				mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", sites[worker])
			}
			good := read(t, filepath.Join(sites[0], page))
			damage(t, "pages", len(good), some(t, len(good), max(1, suite.rounds/5)), atATime, func(worker int, do func([]byte) []byte, how string) {
				bad := do(good)
				path := filepath.Join(sites[worker], page)
				write(t, path, bad)
				mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", sites[worker])
				if !bytes.Equal(read(t, path), good) {
					t.Errorf("%s: %s was not made good", how, page)
				}
			})
		})
	}
}
