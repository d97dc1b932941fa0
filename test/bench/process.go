//go:build linux

package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
)

// usage is what a process has used: CPU and wall time in ms, and the peak memory in MiB. server is the CPU time of the
// server during that time.
type usage struct {
	user, system, wall, peak float64
	server                   float64
}

func (u usage) cpu() float64 { return u.user + u.system }

// process runs a program and returns what it has used. A name without a folder is one of b.programs.
func (b *bench) process(ctx context.Context, program string, args ...string) (usage, error) {
	if filepath.Base(program) == program {
		program = filepath.Join(b.programs, program)
	}
	command := exec.CommandContext(ctx, filepath.Join(b.programs, "usage"), append([]string{program}, args...)...)
	// When ctx ends, kill the group: usage and the program that it measures.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	// The user's environment must not influence the result.
	command.Env = []string{"HOME=" + b.dir, "PATH=" + os.Getenv("PATH")}
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	if err := command.Run(); err != nil {
		return usage{}, fmt.Errorf("%s %v: %w\n%s", program, args, err, errs.Bytes())
	}
	var u usage
	if _, err := fmt.Sscan(out.String(), &u.user, &u.system, &u.wall, &u.peak); err != nil {
		return usage{}, fmt.Errorf("%s: %w: %q", program, err, out.String())
	}
	u.user, u.system, u.wall, u.peak = u.user/1000, u.system/1000, u.wall/1000, u.peak/1024
	return u, nil
}

// medians returns the medians of wall time and peak memory, and user and system time of the run with the median CPU time:
// the sum of two medians would not be the median of the sum.
func medians(all []usage) usage {
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.cpu(), b.cpu()) })
	middle := all[len(all)/2]
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.wall, b.wall) })
	middle.wall = all[len(all)/2].wall
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.peak, b.peak) })
	middle.peak = all[len(all)/2].peak
	return middle
}
