package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// version is set by the Makefile.
var version = ""

const versionHelp = `usage: psmonitor version

Says which version of psmonitor this is, and what it was built with.
`

func versionCommand(_ context.Context, a app) error {
	f := newFlags("version", versionHelp, time.Second)
	if err := f.parse(a); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "psmonitor %s %s %s/%s\n", versionName(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// versionName is the version of this build: the Makefile's, else the module's.
func versionName() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
