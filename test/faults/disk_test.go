package faults

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisk is a file system in memory, with a size of a few megabytes or less.
type smallDisk struct {
	path   string
	filler string
}

// newSmallDisk mounts one in a mount namespace of its own. It is unmounted when the process that holds the namespace ends,
// even if the test is killed. The test reaches it below that process's root in /proc.
func newSmallDisk(t *testing.T, size string) *smallDisk {
	t.Helper()
	where := "-rm" // another user than root also needs a user namespace
	if os.Geteuid() == 0 {
		where = "-m"
	}
	point := t.TempDir()
	unshare := exec.Command("unshare", where, "sh", "-c", `mount -t tmpfs -o size="$1" none "$2" && echo there && exec cat`, "sh", size, point)
	input, err := unshare.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := unshare.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	unshare.Stderr = os.Stderr
	if err := unshare.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		if err := unshare.Wait(); err != nil {
			t.Errorf("unmount the small disk: %v", err)
		}
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "there\n" {
		t.Fatalf("mount a small disk: %q, %v", line, err)
	}
	path := fmt.Sprintf("/proc/%d/root%s", unshare.Process.Pid, point)
	return &smallDisk{path: path, filler: filepath.Join(path, "filler")}
}

// fill writes a file until only the given number of bytes is free.
func (d *smallDisk) fill(t *testing.T, free int64) {
	t.Helper()
	f, err := os.Create(d.filler)
	if err != nil {
		t.Fatal(err)
	}
	page := make([]byte, os.Getpagesize())
	for err == nil {
		_, err = f.Write(page)
	}
	size, seekErr := f.Seek(0, io.SeekEnd)
	if !errors.Is(err, syscall.ENOSPC) || seekErr != nil {
		t.Fatalf("fill the small disk: %v", errors.Join(err, seekErr))
	}
	if err := errors.Join(f.Truncate(max(0, size-free)), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func (d *smallDisk) empty(t *testing.T) {
	t.Helper()
	if err := os.Remove(d.filler); err != nil {
		t.Error(err)
	}
}

// levels returns numbers of free bytes: 0, and numbers at which the disk becomes full during a run.
func levels() (list []int64) {
	for free := int64(0); free < 256<<10; free += int64(max(1, 40/suite.rounds)) * 4096 {
		list = append(list, free)
	}
	return list
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestRenderOnFullDisk renders to a full disk. The old pages must stay complete.
func TestRenderOnFullDisk(t *testing.T) {
	disk := newSmallDisk(t, "4m")
	storeURL := "file://" + filepath.Join(t.TempDir(), "store")
	site := filepath.Join(disk.path, "site")
	f := newFleet(t, storeURL, 3)
	for range 300 {
		f.grow(t)
	}
	render := []string{"render", "-store", storeURL, "-out", site}
	disk.fill(t, 64<<10) // before the first render
	if o := run(t, never, time.Minute, render...); o.code != 1 || !strings.Contains(o.output, "no space left") {
		t.Errorf("a first render on a full disk: %v; want exit code 1, and \"no space left\"", o)
	}
	disk.empty(t)
	mustSucceed(t, time.Minute, render...)
	failed := 0
	for _, free := range levels() {
		f.grow(t)
		disk.fill(t, free)
		before := files(t, site)
		o := run(t, never, time.Minute, render...)
		failed += o.code
		if o.code != 0 && (o.code != 1 || !strings.Contains(o.output, "no space left")) || o.code == 0 && o.output != "" {
			t.Errorf("a render with %d bytes free: %v; want exit code 0 without output, or 1 and \"no space left\"", free, o)
		}
		after := files(t, site)
		for _, name := range before {
			if !slices.Contains(after, name) {
				t.Errorf("with %d bytes free, %s was removed", free, name)
			}
		}
		if problem := checkComplete(site); problem != nil {
			suite.counts.add("torn", 1)
			t.Errorf("with %d bytes free: %v", free, problem)
		}
		disk.empty(t)
		mustSucceed(t, time.Minute, render...)
		f.check(t, site)
		checkNoTemporaryFiles(t, site)
		suite.counts.add("full disks, site", 1)
	}
	if failed == 0 {
		t.Error("no render failed: the disk was never full")
	}
}

// TestStoreOnFullDisk samples into a store on a full disk. Stored samples must stay readable.
func TestStoreOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	disk := newSmallDisk(t, "4m")
	storeURL := "file://" + filepath.Join(disk.path, "store")
	site := filepath.Join(dir, "site")
	m := machines(t, 1, storeURL, dir, 20*time.Second)[0]
	for number := range max(4, suite.rounds/10) {
		disk.fill(t, int64(number%4)*4096)
		m.sampleUntilFull(t)
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
		fresh := &machine{name: fmt.Sprintf("fresh-%03d", number), store: storeURL, state: filepath.Join(dir, "fresh", fmt.Sprint(number)), timeout: m.timeout}
		if o := fresh.sample(t, never); o.code != 1 || !strings.Contains(o.output, "no space left") {
			t.Errorf("a machine's first sample on a full disk: %v; want exit code 1, and \"no space left\"", o)
		}
		disk.empty(t)
		m.waitUntilDue(t)
		for _, m := range []*machine{m, fresh} {
			if o := m.sample(t, never); o.code != 0 || !recovered(o.output) {
				t.Errorf("a sample after the disk was full: %v; want exit code 0, and \"the store works again\"", o)
			}
		}
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
		fresh.check(t, storeURL, site)
		suite.counts.add("full disks, store", 1)
	}
	m.check(t, storeURL, site)
}

// sampleUntilFull takes samples until one fails because the disk is full. The machine's file has space for a few.
func (m *machine) sampleUntilFull(t *testing.T) {
	t.Helper()
	for range 20 {
		m.waitUntilDue(t)
		switch o := m.sample(t, never); {
		case o.code == 1 && strings.Contains(o.output, "no space left"):
			return
		case o.code != 0 || o.output != "":
			t.Errorf("a sample while the disk becomes full: %v; want exit code 0 without output, or 1 and \"no space left\"", o)
		}
	}
	t.Error("no sample failed: the disk was never full")
}

// TestStateOnFullDisk samples with the state folder on a full disk. The sample must be stored.
func TestStateOnFullDisk(t *testing.T) {
	disk := newSmallDisk(t, "256k")
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	m := machines(t, 1, storeURL, disk.path, 20*time.Second)[0]
	for range max(3, suite.rounds/10) {
		disk.fill(t, 0)
		m.waitUntilDue(t)
		if o := m.sample(t, never); o.code != 0 {
			t.Errorf("a sample without space for the state: %v; want exit code 0", o)
		}
		disk.empty(t)
		m.waitUntilDue(t)
		m.sample(t, never) // has no usable counters, and may print that the store works again
		m.waitUntilDue(t)
		m.mustSucceed(t)
		suite.counts.add("full disks, state", 1)
	}
	site := filepath.Join(dir, "site")
	mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
	m.check(t, storeURL, site)
}
