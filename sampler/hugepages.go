package sampler

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/mem"
)

// reservedHugePages returns the size of Linux' reserved huge pages, in bytes: of all sizes according to sysfs (the kernel's
// Documentation/admin-guide/mm/hugetlbpage.rst), or where that is missing, those of the default size, which meminfo tells.
// In containers the pages are those of the machine.
func reservedHugePages(ctx context.Context, m *mem.VirtualMemoryStat) uint64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	huge := m.HugePagesTotal * m.HugePageSize
	folder := sys(ctx, "kernel/mm/hugepages")
	if sizes, err := os.ReadDir(folder); err == nil && len(sizes) > 0 {
		huge = 0
		for _, size := range sizes {
			huge += pagesOfSize(folder, size.Name())
		}
	}
	return huge
}

// pagesOfSize returns the size of the pages of one folder of sysfs, such as hugepages-2048kB, in bytes.
func pagesOfSize(folder, name string) uint64 {
	kib, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimPrefix(name, "hugepages-"), "kB"), 10, 40)
	if err != nil {
		return 0
	}
	data, err := os.ReadFile(filepath.Join(folder, name, "nr_hugepages"))
	if err != nil {
		return 0
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(data)), 10, 40)
	if err != nil || n > maxMemory/max(1, kib) {
		return 0
	}
	return kib * n << 10
}

// maxMemory is more than any machine has, in KiB.
const maxMemory = 1 << 50

// memInfoIsReplaced reports whether another file is mounted over meminfo, as lxcfs does it in containers.
func memInfoIsReplaced(ctx context.Context) bool {
	if runtime.GOOS != "linux" {
		return false
	}
	mounts, _ := readMounts(ctx)
	return slices.ContainsFunc(mounts, func(m mount) bool { return m.point == "/proc/meminfo" })
}
