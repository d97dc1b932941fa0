package sampler

import (
	"context"
	"os"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v3/host"
)

// platform returns the distribution and its version, such as "debian 12.9", or "" if unknown.
//
// On Linux it reads the files itself. Without /etc/lsb-release gopsutil runs lsb_release, a Python program, which takes
// longer than the rest of a sample.
func platform(ctx context.Context) (string, error) {
	if runtime.GOOS != "linux" {
		name, _, version, err := host.PlatformInformationWithContext(ctx)
		return strings.TrimSpace(name + " " + version), err
	}
	for _, path := range []string{etc(ctx, "os-release"), root(ctx, "usr/lib/os-release")} {
		if data, err := os.ReadFile(path); err == nil {
			name, version := parseOSRelease(string(data))
			return strings.TrimSpace(name + " " + debianVersion(ctx, name, version)), nil
		}
	}
	// Systems before os-release (2012) have one line of text.
	for _, name := range []string{"redhat-release", "system-release", "SuSE-release"} {
		if data, err := os.ReadFile(etc(ctx, name)); err == nil {
			line, _, _ := strings.Cut(string(data), "\n")
			return strings.TrimSpace(line), nil
		}
	}
	if version := debianVersion(ctx, "debian", ""); version != "" {
		return "debian " + version, nil
	}
	return "", nil
}

// parseOSRelease returns ID and VERSION_ID of an os-release(5) file.
func parseOSRelease(data string) (id, version string) {
	for line := range strings.Lines(data) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		value = strings.Trim(value, `"'`)
		switch key {
		case "ID":
			id = value
		case "VERSION_ID":
			version = value
		}
	}
	return id, version
}

// debianVersion returns Debian's point release, which os-release omits. For other distributions it returns version.
func debianVersion(ctx context.Context, name, version string) string {
	if name != "debian" {
		return version
	}
	data, err := os.ReadFile(etc(ctx, "debian_version"))
	point := strings.TrimSpace(string(data))
	if err != nil || point == "" {
		return version
	}
	return point
}
