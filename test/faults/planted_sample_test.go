package faults

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// plantedMachine has a state folder, a store and a site of its own, which another machine uses as well.
type plantedMachine struct {
	*machine
	neighbour *machine
	dir       string
}

func newPlantedMachine(t *testing.T, dir string) *plantedMachine {
	t.Helper()
	m := &machine{name: "machine", state: filepath.Join(dir, "state"), store: "file://" + filepath.Join(dir, "store"), timeout: 10 * time.Second}
	n := *m
	n.name = "neighbour"
	m.first(t)
	n.first(t)
	return &plantedMachine{m, &n, dir}
}

func (m *plantedMachine) site() string { return filepath.Join(m.dir, "site") }

// places returns where something is planted: each file and folder that a machine has, or that is made for a moment.
func (m *plantedMachine) places() (list []place) {
	add := func(folder bool, names ...string) {
		for _, name := range names {
			list = append(list, place{path: filepath.Join(m.dir, name), folder: folder, aside: filepath.Join(m.dir, "aside"), others: filepath.Join(m.dir, "others")})
		}
	}
	add(true, "state", "store")
	add(false, "store/machine.bson", "store/machine.bson.new")
	for _, ending := range []string{"counters", "counters.new", "spool", "spool.new", "spool2", "notices", "notices.new", "history", "history.new", "refused", "lock", "delivering"} {
		add(false, "state/machine."+ending)
	}
	return list
}

// TestPlantedInStateAndStore plants things in the place of the state folder, the store, and each file of a machine in them, in
// turn. Samples and renders beside them must end in time. They succeed, or fail and name the place; the other machine's
// samples succeed. When the thing is gone, the next sample succeeds, and no sample may be lost.
func TestPlantedInStateAndStore(t *testing.T) {
	dir := t.TempDir()
	list := make([]*plantedMachine, newAtATime)
	own := make([]*machine, len(list))
	each(own, func(i int, _ *machine) {
		list[i] = newPlantedMachine(t, filepath.Join(dir, fmt.Sprint(i)))
	})
	each(own, func(i int, _ *machine) {
		m := list[i]
		places := m.places()
		for at := i; at < len(places)*len(planted); at += len(list) {
			if p, kind := places[at/len(planted)], at%len(planted); planted[kind].name != "link" || !p.folder { // they may be links
				m.sampleBeside(t, p, kind)
			}
		}
		mustSucceed(t, time.Minute, "render", "-store", m.store, "-out", m.site())
		m.check(t, m.store, m.site())
		m.neighbour.check(t, m.store, m.site())
		removeDamagedCopies(t, m.state)
		checkOnlyFiles(t, m.dir, "state", "store", "site", "others")
	})
}

// sampleBeside takes samples of both machines, and renders, while the thing is at the place. A sample waits for the store then,
// unless the place is where it would wait.
func (m *plantedMachine) sampleBeside(t *testing.T, p place, kind int) {
	t.Helper()
	if !p.folder && !strings.HasSuffix(p.path, ".spool") {
		m.sampleWithoutStore(t)
	}
	m.waitUntilDue(t)
	m.neighbour.waitUntilDue(t)
	restore, made := p.plant(t, kind)
	if made {
		what := fmt.Sprintf("with a %s at %s", planted[kind].name, p.path)
		for _, o := range []outcome{m.sample(t, never), m.neighbour.sample(t, never),
			run(t, never, 10*time.Second, "render", "-store", m.store, "-out", m.site())} {
			if o.code > 1 || o.code == 1 && !strings.Contains(o.output, p.path) {
				t.Errorf("%s: %v; want exit code 0, or 1 with the path", what, o)
			}
		}
		if last := m.neighbour.runs[len(m.neighbour.runs)-1]; !p.folder && !strings.HasPrefix(last.what, "exit code 0") {
			t.Errorf("%s, a sample of the other machine: %s; want exit code 0", what, last.what)
		}
	}
	restore()
	for _, each := range []*machine{m.machine, m.neighbour} {
		each.waitUntilDue(t)
		if o := each.sample(t, never); o.code != 0 || strings.Contains(o.output, "lost") {
			t.Errorf("after a %s at %s: %v; want exit code 0", planted[kind].name, p.path, o)
		}
	}
	if stored := storedDates(t, m.store, m.name); !slices.IsSorted(stored) {
		t.Errorf("after a %s at %s, samples are stored out of order: %v", planted[kind].name, p.path, stored)
	}
}
