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
)

// usage is what a process has taken, by its own accounting: milliseconds, and the most memory in MiB. server is the
// processor time of the server that it talked to meanwhile.
type usage struct {
	user, system, wall, peak float64
	server                   float64
}

func (u usage) cpu() float64 { return u.user + u.system }

// process runs a program to its end.
func (b *bench) process(ctx context.Context, program string, args ...string) (usage, error) {
	if filepath.Base(program) == program {
		program = filepath.Join(b.programs, program)
	}
	command := exec.CommandContext(ctx, filepath.Join(b.programs, "usage"), append([]string{program}, args...)...)
	// Nothing of the user's settings may change what is measured.
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

// medians returns the median of each figure. The processor time of the median is not always the sum of the medians of
// user and system: it is the run in the middle by processor time that is taken whole.
func medians(all []usage) usage {
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.cpu(), b.cpu()) })
	middle := all[len(all)/2]
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.wall, b.wall) })
	middle.wall = all[len(all)/2].wall
	slices.SortFunc(all, func(a, b usage) int { return cmp.Compare(a.peak, b.peak) })
	middle.peak = all[len(all)/2].peak
	return middle
}
