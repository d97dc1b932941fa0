package sampler

import (
	"context"
	"os"
	"strconv"
	"strings"
)

// reclaimableARC returns by how much ZFS's cache, the ARC, exceeds its minimum, in bytes; 0 without ZFS. MemAvailable omits
// it (openzfs/zfs issue 10255).
//
// In containers it is that of the machine.
func reclaimableARC(ctx context.Context) uint64 {
	data, err := os.ReadFile(proc(ctx, "spl/kstat/zfs/arcstats"))
	if err != nil {
		return 0
	}
	size, least := parseARC(string(data))
	return size - min(size, least)
}

// parseARC returns the values size and c_min of the arcstats file, in bytes; 0 for one that is missing. Its lines have a name,
// a type and a number (OpenZFS, module/os/linux/spl/spl-kstat.c).
func parseARC(data string) (size, least uint64) {
	for line := range strings.Lines(data) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		n, err := strconv.ParseUint(fields[2], 10, 64)
		switch {
		case err != nil:
		case fields[0] == "size":
			size = n
		case fields[0] == "c_min":
			least = n
		}
	}
	return size, least
}
