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

// wholeHistories is for up to how many hosts FerretDB is given 48 hours. It goes through all documents of a collection
// for each question, whatever the question is, so that a thousand hosts would take it the better part of an hour.
const wholeHistories = 100

// mongo measures a fleet in a FerretDB of its own, and what that takes itself.
func (b *bench) mongo(ctx context.Context, n int) (err error) {
	s := b.newSite("mongodb", n)
	defer s.remove()
	if n > wholeHistories {
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
		input.Close() // which ends it
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

// cpuOf returns the processor time of a running process, in milliseconds: fields 14 and 15 of /proc/PID/stat
// (proc(5)), in hundredths of a second on every Linux.
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
