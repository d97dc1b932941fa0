package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// version is set by the Makefile with -ldflags.
var version = ""

const versionHelp = `usage: psmonitor version [-v]

Prints the version of psmonitor, that of the Go toolchain that built it, and the system that it was built for.

  -v   print also the commit, the settings of the build, and the version of each library. Add this to bug reports

Examples:
  psmonitor version -v
`

func versionCommand(_ context.Context, a app) error {
	f := newFlags("version", versionHelp, time.Second)
	if err := f.parse(a); err != nil {
		return err
	}
	text := fmt.Sprintf("psmonitor %s %s %s/%s\n", versionName(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if f.verbose {
		text += buildDetails()
	}
	_, err := io.WriteString(a.stdout, text)
	return err
}

// buildDetails returns a line for each setting of the build and for each module in it.
func buildDetails() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "this build has no more information\n"
	}
	var b strings.Builder
	for _, s := range info.Settings {
		if s.Value != "" {
			fmt.Fprintf(&b, "build %s=%s\n", s.Key, s.Value)
		}
	}
	for _, m := range info.Deps {
		fmt.Fprintf(&b, "module %s %s\n", m.Path, m.Version)
	}
	return b.String()
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
