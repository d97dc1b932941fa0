package sampler

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shirou/gopsutil/v3/common"
)

func TestParseKernelStat(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want kernelStat
		err  error
	}{
		"guests are included in other times": {
			"cpu  100 200 300 400 500 600 700 800 9000 9000\ncpu0 1 1\ncpu1 1 1\nintr 5 6\nbtime 7\nprocs_running 3\nprocs_blocked 4\n",
			kernelStat{cpuSeconds{user: 1, nice: 2, system: 3, idle: 4, iowait: 5, irq: 6, softirq: 7, steal: 8}, 2, 3, 4}, nil,
		},
		"kernel without steal": {"cpu 100 0 0 0 0 0 700\n", kernelStat{cpu: cpuSeconds{user: 1, softirq: 7}}, nil},
		"too few":              {"cpu 1 2 3\n", kernelStat{}, errNoCPUTimes},
		"words":                {"cpu a b c d e f g h\n", kernelStat{}, errNoCPUTimes},
		"negative":             {"cpu -1 2 3 4 5 6 7 8\n", kernelStat{}, errNoCPUTimes},
		"nothing":              {"", kernelStat{}, errNoCPUTimes},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseKernelStat(test.data)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(kernelStat{}, cpuSeconds{})); diff != "" || err != test.err {
				t.Errorf("error %v, want %v (-want +got):\n%s", err, test.err, diff)
			}
		})
	}
}

// TestCacheReadsOncePerPass removes the file after the first read.
func TestCacheReadsOncePerPass(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "stat")
	if err := os.WriteFile(file, []byte("cpu 100 0 0 0 0 0 0 0\nprocs_running 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(string(common.HostProcEnvKey), folder)
	ctx := withCache(t.Context())
	first, err := cachedKernelStat(ctx)
	if err != nil || first.running != 3 {
		t.Fatalf("got %+v, %v", first, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if again, err := cachedKernelStat(ctx); err != nil || again != first {
		t.Errorf("in the same pass: got %+v, %v; want %+v", again, err, first)
	}
	if got, err := cachedKernelStat(withCache(t.Context())); err == nil {
		t.Errorf("in the next pass: got %+v from a removed file", got)
	}
}

// FuzzParseKernelStat checks that all values can be stored: they are finite and not negative.
func FuzzParseKernelStat(f *testing.F) {
	f.Add("cpu  100 200 300 400 500 600 700 800 9000 9000\ncpu0 1\nprocs_running 3\nprocs_blocked 4\n")
	f.Add("cpu 1 2 3 4 5 6 18446744073709551615\ncpu\ncpu 1")
	f.Add("cpu00")
	f.Fuzz(func(t *testing.T, data string) {
		stat, err := parseKernelStat(data)
		if err != nil && stat != (kernelStat{}) {
			t.Errorf("got %+v with an error", stat)
		}
		for _, kind := range stat.cpu.kinds("linux") {
			if !(kind.seconds >= 0 && kind.seconds <= math.MaxUint64) {
				t.Errorf("%s is %v", kind.name, kind.seconds)
			}
		}
		if stat.running < 0 || stat.blocked < 0 {
			t.Errorf("%d running, %d blocked", stat.running, stat.blocked)
		}
	})
}
