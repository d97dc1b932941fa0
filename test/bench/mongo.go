//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// maxFullHistories is the largest fleet for which FerretDB gets 48 hours of samples. It scans all documents of a collection
// for each query, so that a thousand hosts would take almost an hour.
const maxFullHistories = 100

// mongo measures a fleet in a FerretDB of its own, including the server's CPU time.
func (b *bench) mongo(ctx context.Context, n int) (err error) {
	s := b.newSite("mongodb", n)
	defer s.remove()
	if n > maxFullHistories {
		s.kind, s.config = "mongodb, 4 h", filepath.Join(b.dir, "short.toml")
		if err := os.WriteFile(s.config, []byte("keep = \"4h\"\n"), 0o644); err != nil {
			return err
		}
	}
	command := exec.CommandContext(ctx, filepath.Join(b.programs, "ferretdb"), "-until-eof", "-dir", filepath.Join(s.dir, "server"))
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer func() {
		input.Close() // stops the server
		if ended := command.Wait(); err == nil {
			err = ended
		}
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	s.storeURL = strings.TrimSpace(line) + "reports"
	s.server = func() (float64, error) { return cpuOf(command.Process.Pid) }
	if err := s.fill(ctx); err != nil {
		return err
	}
	return s.measure(ctx)
}

// cpuOf returns the CPU time of a running process in ms: fields 14 and 15 of /proc/PID/stat (proc_pid_stat(5)), in
// hundredths of a second on every Linux.
func cpuOf(pid int) (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, fmt.Errorf("/proc/%d/stat: %w", pid, err)
		}
		ticks += n
	}
	return float64(ticks) * 10, nil
}
