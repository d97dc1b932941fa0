package store

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"psmonitor/internal/metric"
)

// newEnding ends the name of a file that is being made.
const newEnding = ".new"

// leftAfter is how old a file has to be for nobody to be making it any more: that takes moments.
const leftAfter = time.Hour

// sweep removes what crashes have left of files that were being made. What cannot be removed is in nobody's way.
func sweep(folder string, now time.Time) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !isLeft(e.Name()) || e.IsDir() {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > leftAfter {
			_ = os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}

// isLeft reports whether a name is one that createFile makes up, or that an older program did: HOST.db.new.
func isLeft(name string) bool {
	name, isNew := strings.CutSuffix(name, newEnding)
	name, digits, found := strings.Cut(name, extension)
	_, ofHost := metric.HostOfFile(name)
	return isNew && found && ofHost && (digits == "" || digits[0] == '.' && !strings.Contains(digits[1:], "."))
}
