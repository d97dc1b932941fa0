package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"psmonitor/internal/folder"
)

// holdLocks is the program `holdlocks FOLDER FILE…`. It locks files as psmonitor does, says so, and ends with its standard input.
func holdLocks() {
	f, err := folder.Open(os.Args[1], folder.Options{Mode: 0o600})
	for _, name := range os.Args[2:] {
		if err == nil && strings.HasSuffix(name, ".spool") {
			_, err = f.OpenLocked(context.Background(), name, true)
		} else if err == nil {
			_, err = f.TryLock(name)
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("locked")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
