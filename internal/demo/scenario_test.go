package demo

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestScenarioNames(t *testing.T) {
	hosts := fleet(12).Hosts()
	if !slices.ContainsFunc(hosts, func(h string) bool { return len(h) == 120 }) {
		t.Error("no name has 120 characters")
	}
	if !slices.Contains(hosts, "Build_Agent.03.TestLab_B.Example.ORG") {
		t.Error("no name has capitals, dots and underscores")
	}
}

func TestFillingDisk(t *testing.T) {
	docs := read(t, fleet(12), "db-01.example.org")
	used := percentUsed(docs, "/var")
	if last := used[len(used)-1]; last < 92.5 || last > 93.5 {
		t.Errorf("the disk is %.1f %% full, want 93", last)
	}
	if days := (100 - used[len(used)-1]) / slope(used) / 288; days < 2.7 || days > 3.3 {
		t.Errorf("the disk is full in %.1f days, want 3", days)
	}
}

func TestNightlyDiskDoesNotGrow(t *testing.T) {
	used := percentUsed(read(t, fleet(12), "backup-01.example.org"), "/srv/backup")
	if low, high := slices.Min(used), slices.Max(used); high < 80 || low > 50 {
		t.Errorf("the disk is used from %.1f to %.1f %%, want less than 50 and more than 80", low, high)
	}
	for i := range 288 {
		if math.Abs(used[i]-used[i+288]) > 2 {
			t.Fatalf("sample %d: %.1f %%, a day later %.1f %%", i, used[i], used[i+288])
		}
	}
}

// percentUsed returns how full a disk is in each sample, in percent of the space that users can use.
func percentUsed(docs []document, mount string) []float64 {
	var parts []float64
	for _, d := range docs {
		for _, v := range d.Disks {
			if v.Mount == mount {
				parts = append(parts, 100*float64(v.Used)/float64(v.Used+v.Free))
			}
		}
	}
	return parts
}

// slope returns the least-squares growth per sample.
func slope(y []float64) float64 {
	n := float64(len(y))
	var sx, sy, sxx, sxy float64
	for i, v := range y {
		x := float64(i)
		sx, sy, sxx, sxy = sx+x, sy+v, sxx+x*x, sxy+x*v
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

func TestSilentHost(t *testing.T) {
	docs := read(t, fleet(12), "mail-01.example.org")
	if len(docs) != 492 {
		t.Errorf("%d documents, want 492", len(docs))
	}
	if silent := until.Sub(docs[len(docs)-1].Date); silent < 7*time.Hour || silent > 7*time.Hour+6*time.Minute {
		t.Errorf("the last sample is %v old, want 7 h", silent)
	}
}

func TestArticleHost(t *testing.T) {
	f := fleet(12)
	docs := read(t, f, "legacy-01.example.org")
	if d := docs[0]; len(d.CPU) != 5 || d.DiskRoot["total"] == 0 || len(d.Phymem) != 3 || len(d.Virtmem) != 3 || d.Disks != nil || d.Interval != 0 || d.System.OS != "" {
		t.Errorf("this is not the article's document: %+v", d)
	}
	var gaps []time.Duration
	lone := false
	for i := 1; i < len(docs); i++ {
		if step := docs[i].Date.Sub(docs[i-1].Date); step > 8*time.Minute {
			lone = lone || len(gaps) > 0 && docs[i-1].Date.Sub(docs[i-2].Date) > 8*time.Minute
			gaps = append(gaps, step)
		}
	}
	if len(gaps) != 4 || !lone { // a single sample divides one gap into two
		t.Errorf("gaps of %v, want 4; single sample: %v", gaps, lone)
	}
}

func TestReboot(t *testing.T) {
	docs := read(t, fleet(12), "bsd-01.example.org")
	boots := 0
	for i := 1; i < len(docs); i++ {
		if docs[i].System.Boot.Equal(docs[i-1].System.Boot) {
			continue
		}
		boots++
		if d := docs[i]; d.Uptime > 300 || d.Interval != 1 || d.Date.Sub(docs[i-1].Date) < 9*time.Minute {
			t.Errorf("after the reboot: up for %d s, interval %v, %v after the last sample", d.Uptime, d.Interval, d.Date.Sub(docs[i-1].Date))
		}
	}
	if boots != 1 || len(docs) != 575 {
		t.Errorf("%d reboots, want 1; %d documents, want 575", boots, len(docs))
	}
}

func TestFreeBSDHost(t *testing.T) {
	d := read(t, fleet(12), "bsd-01.example.org")[0]
	if _, waits := d.CPU["iowait"]; len(d.CPU) != 5 || waits || d.System.OS != "freebsd" || d.Disks[0].Fstype != "ufs" || d.Disks[3].Fstype != "zfs" {
		t.Errorf("this is not FreeBSD: %+v", d)
	}
}

func TestSpike(t *testing.T) {
	docs := read(t, fleet(12), "web-01.example.org")
	busy, loaded := 0, 0
	for _, d := range docs {
		if d.CPU["idle"] < 10 {
			busy++
			if d.Load["m1"] > float64(d.System.CPUs) {
				loaded++
			}
		}
	}
	if busy < 9 || busy > 14 || loaded != busy {
		t.Errorf("%d samples with a busy CPU, %d of them with a high load", busy, loaded)
	}
}

func TestManyMountsDisksAndInterfaces(t *testing.T) {
	d := read(t, fleet(12), "storage-01.example.org")[0]
	if len(d.Disks) != 30 || len(d.DiskIO) < 10 || len(d.Net) < 8 {
		t.Errorf("%d mounts, %d disks, %d interfaces", len(d.Disks), len(d.DiskIO), len(d.Net))
	}
}

func TestMemoryScenarios(t *testing.T) {
	f := fleet(12)
	last := func(host string) document { docs := read(t, f, host); return docs[len(docs)-1] }

	if d := last("cache-01.example.org"); d.Virtmem["used"] < d.Virtmem["total"]*7/10 || d.Phymem["available"] > d.Phymem["total"]/15 {
		t.Errorf("the swapping host has memory %v and swap %v", d.Phymem, d.Virtmem)
	}
	if d := last(longName()); d.Virtmem["total"] != 0 || d.Virtmem["used"] != 0 {
		t.Errorf("the host without swap has swap %v", d.Virtmem)
	}
	docs := read(t, f, "Build_Agent.03.TestLab_B.Example.ORG")
	for i := range 12 {
		if a, b := docs[i*44].Phymem["used"], docs[i*44+48].Phymem["used"]; b <= a {
			t.Errorf("the leak does not grow between samples %d and %d: %d, %d", i*44, i*44+48, a, b)
		}
	}
}

func TestNewHosts(t *testing.T) {
	f := fleet(12)
	if n := len(f.Documents("new-01.example.org")); n != 3 {
		t.Errorf("the new host has %d samples, want 3", n)
	}
	docs := read(t, f, "new-02.example.org")
	if len(docs) != 1 || docs[0].Interval != 1 {
		t.Errorf("the newest host: %+v", docs)
	}
}
