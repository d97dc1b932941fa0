package faults

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// fuseMounts is an environment variable. If it is set, this test binary is the daemon of FUSE file systems, which it mounts
// at its arguments.
const fuseMounts = "FAULTS_FUSE"

// Requests of the FUSE protocol (linux/fuse.h) that the daemon answers, and those that have no answer.
const (
	fuseLookup      = 1
	fuseForget      = 2
	fuseGetattr     = 3
	fuseStatfs      = 17
	fuseInit        = 26
	fuseInterrupt   = 36
	fuseBatchForget = 42
)

// fuseDaemon serves file systems of one empty folder. The first one answers neither statfs nor
// lookups until it is told to.
type fuseDaemon struct {
	mu      sync.Mutex
	hangs   bool
	waiting []func() // answers that are held back
}

// runFuse mounts the file systems, prints "there", and serves them. A line on the standard input makes all of them answer,
// the end of the input ends the daemon: then the kernel ends what waits for it. It must be called in a mount namespace of
// its own, because other programs that look at a file system that hangs would hang too.
func runFuse(points []string) int {
	signal.Ignore(syscall.SIGCHLD) // in a process namespace this is process 1, which must not leave zombies
	d := &fuseDaemon{hangs: true}
	for i, point := range points {
		if err := d.mount(point, i == 0); err != nil {
			fmt.Fprintf(os.Stderr, "mount %s: %v\n", point, err)
			return 1
		}
	}
	fmt.Println("there")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		d.answerAll()
	}
	return 0
}

func (d *fuseDaemon) mount(point string, hangs bool) error {
	fd, err := syscall.Open("/dev/fuse", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", fd, os.Getuid(), os.Getgid())
	if err := syscall.Mount("faults", point, "fuse.faults", syscall.MS_NOSUID|syscall.MS_NODEV, options); err != nil {
		return err
	}
	go d.serve(fd, hangs)
	return nil
}

// serve answers requests until the file system is unmounted.
func (d *fuseDaemon) serve(fd int, hangs bool) {
	request := make([]byte, 1<<17)
	for {
		n, err := syscall.Read(fd, request)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil || n < 16 {
			return
		}
		id := binary.NativeEndian.Uint64(request[8:])
		switch binary.NativeEndian.Uint32(request[4:]) {
		case fuseInit:
			// Version 7.31, the limits of read-ahead and writes, and no special abilities.
			reply(fd, id, 0, uint32(7), uint32(31), uint32(1<<16), uint32(0), uint16(12), uint16(10), uint32(1<<16), uint32(1), [36]byte{})
		case fuseGetattr:
			reply(fd, id, 0, uint64(1), uint64(0), [6]uint64{0: 1, 1: 4096, 2: 8}, [3]uint32{}, uint32(syscall.S_IFDIR|0o755), uint32(2), [6]uint32{4: 4096})
		case fuseStatfs:
			d.answer(hangs, func() {
				// 100 GiB, half of them used, in fragments of 4 KiB; transfers of 1 MiB are preferred.
				reply(fd, id, 0, [5]uint64{26214400, 13107200, 13107200}, uint32(1<<20), uint32(255), uint32(4096), [28]byte{})
			})
		case fuseLookup:
			d.answer(hangs, func() { reply(fd, id, syscall.ENOENT) })
		case fuseForget, fuseInterrupt, fuseBatchForget:
		default:
			reply(fd, id, syscall.ENOSYS)
		}
	}
}

// answer answers now, or when the daemon is told to.
func (d *fuseDaemon) answer(hangs bool, answer func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if hangs && d.hangs {
		d.waiting = append(d.waiting, answer)
		return
	}
	answer()
}

func (d *fuseDaemon) answerAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hangs = false
	for _, answer := range d.waiting {
		answer()
	}
	d.waiting = nil
}

// reply writes a fuse_out_header and the values behind it.
func reply(fd int, id uint64, failure syscall.Errno, values ...any) {
	var body []byte
	for _, v := range values {
		body, _ = binary.Append(body, binary.NativeEndian, v)
	}
	header, _ := binary.Append(nil, binary.NativeEndian, struct {
		Length uint32
		Error  int32
		ID     uint64
	}{uint32(16 + len(body)), -int32(failure), id})
	_, _ = syscall.Write(fd, append(header, body...)) // a request may have been interrupted
}

// processes returns the states of the processes of the program below a /proc: a line of /proc/PID/stat each.
func processes(proc string) (list []string) {
	name := filepath.Base(suite.psmonitor)
	name = "(" + name[:min(len(name), 15)] + ")" // the kernel cuts it off
	entries, _ := os.ReadDir(proc)
	for _, e := range entries {
		stat, err := os.ReadFile(proc + "/" + e.Name() + "/stat")
		if err == nil && strings.Contains(string(stat), name) {
			list = append(list, string(stat))
		}
	}
	return list
}
