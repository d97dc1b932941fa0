package sampler

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shirou/gopsutil/v3/mem"
	"go.mongodb.org/mongo-driver/bson"
)

func TestMemoryFieldsAddUpToTotal(t *testing.T) {
	for name, test := range map[string]struct {
		goos string
		mem  mem.VirtualMemoryStat
		arc  uint64
		want bson.D
	}{
		"linux": {"linux", mem.VirtualMemoryStat{Total: 100, Used: 40, Free: 10, Available: 55, Cached: 45, Buffers: 5}, 0,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(40)}, {Key: "free", Value: int64(10)}, {Key: "available", Value: int64(55)},
				{Key: "cached", Value: int64(45)}, {Key: "buffers", Value: int64(5)}}},
		"linux, caches larger than memory": {"linux", mem.VirtualMemoryStat{Total: 100, Used: math.MaxUint64 - 9, Free: 10, Available: 200, Cached: 100}, 0,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(0)}, {Key: "free", Value: int64(10)}, {Key: "available", Value: int64(100)},
				{Key: "cached", Value: int64(90)}, {Key: "buffers", Value: int64(0)}}},
		"freebsd": {"freebsd", mem.VirtualMemoryStat{Total: 100, Used: 40, Free: 10, Available: 60, Inactive: 50, Buffers: 7}, 0,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(40)}, {Key: "free", Value: int64(10)}, {Key: "available", Value: int64(60)},
				{Key: "cached", Value: int64(50)}}},
		"freebsd with ZFS": {"freebsd", mem.VirtualMemoryStat{Total: 100, Used: 80, Free: 5, Available: 20, Inactive: 15, Wired: 70}, 60,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(20)}, {Key: "free", Value: int64(5)}, {Key: "available", Value: int64(80)},
				{Key: "cached", Value: int64(75)}}},
		"linux before MemAvailable, below the reserve": {"linux", mem.VirtualMemoryStat{Total: 100, Used: 90, Free: 5, Available: math.MaxUint64 - 2, Cached: 5}, 0,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(90)}, {Key: "free", Value: int64(5)}, {Key: "available", Value: int64(0)},
				{Key: "cached", Value: int64(5)}, {Key: "buffers", Value: int64(0)}}},
		"windows": {"windows", mem.VirtualMemoryStat{Total: 100, Used: 40, Free: 60, Available: 60}, 0,
			bson.D{{Key: "total", Value: int64(100)}, {Key: "used", Value: int64(40)}, {Key: "free", Value: int64(60)}, {Key: "available", Value: int64(60)}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, memoryFields(&test.mem, test.arc, 0, test.goos)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
}
