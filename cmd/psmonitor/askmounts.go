package main

import (
	"context"
	"os"
	"runtime"

	"psmonitor/sampler"
)

// askMounts is the command that sample runs to query the file systems that may hang (see sampler.Helper). It is not for
// users, so the help does not name it.
const askMounts = "ask-mounts"

func askMountsCommand(_ context.Context, a app) error { return sampler.AnswerQueries(a.stdin) }

// helper returns the helper of sample: this program. It was tried on Linux only. On other systems, and if the program does
// not know its path, all file systems are queried in this process.
func helper() sampler.Helper {
	path, err := os.Executable()
	if runtime.GOOS != "linux" || err != nil {
		return sampler.Helper{}
	}
	return sampler.Helper{Command: []string{path, "psmonitor", askMounts}}
}
