package sampler

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

// busyTime returns the busy time and the total time of all CPUs, in ticks.
func busyTime(t *testing.T) (busy, all float64) {
	t.Helper()
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	for i, text := range strings.Fields(line)[1:9] { // the rest is for guests, and also counted as user time
		ticks, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		all += ticks
		if i != 3 { // idle
			busy += ticks
		}
	}
	return busy, all
}

// TestLiveSampleAgreesWithProcStat keeps all CPUs busy during a sample, and compares it with /proc/stat.
func TestLiveSampleAgreesWithProcStat(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range runtime.NumCPU() {
		go func() {
			for ctx.Err() == nil {
			}
		}()
	}
	host := Host{Name: "example01", Families: Families(Filters{})}
	_, last, err := host.Sample(ctx, State{})
	if err != nil {
		t.Fatal(err)
	}
	busy, all := busyTime(t)
	sample, _, err := host.Sample(ctx, last)
	if err != nil {
		t.Fatal(err)
	}
	busyAfter, allAfter := busyTime(t)

	doc := checked(t, sample)
	measured := 100 * (busyAfter - busy) / (allAfter - all)
	sampled := 100 - field(doc, "cpu.idle").(float64)
	if sampled < measured-10 || sampled > measured+10 || sampled < 10 {
		t.Errorf("the sample says %.1f %% busy, /proc/stat %.1f %%", sampled, measured)
	}
	for _, path := range []string{"load.m1", "phymem.total", "virtmem.total", "disk_root.total", "procs.total", "uptime", "system.cpus", "system.kernel", "system.boot"} {
		if field(doc, path) == nil {
			t.Errorf("%s is missing", path)
		}
	}
	if disks := field(doc, "disks").(bson.A); len(disks) == 0 || field(disks[0].(bson.D), "mount") != "/" {
		t.Errorf("disks are %v, want / first", disks)
	}
}
