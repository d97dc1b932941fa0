package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// version is set by the Makefile with -ldflags.
var version = ""

const versionHelp = `usage: psmonitor version

Prints the version of psmonitor and of the Go toolchain that built it.
`

func versionCommand(_ context.Context, a app) error {
	f := newFlags("version", versionHelp, time.Second)
	if err := f.parse(a); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "psmonitor %s %s %s/%s\n", versionName(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// versionName returns the version of this build: the one that the Makefile set, else that of the module.
func versionName() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
