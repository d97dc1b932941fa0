package sampler

import (
	"os"
	"strconv"
	"syscall"
)

// closeOnExec keeps the helper from inheriting files that this process has inherited: those of cron, ssh and shells. Go
// does so only for the files that it opens.
func closeOnExec() {
	d, err := os.Open("/proc/self/fd")
	if err != nil {
		return // without /proc there is no list of mounts and no helper
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1) // those that are known
	for _, name := range names {
		if fd, err := strconv.Atoi(name); err == nil && fd >= firstFile {
			syscall.CloseOnExec(fd)
		}
	}
}
