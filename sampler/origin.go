package sampler

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v3/common"
)

// proc, sys, etc and root return where a file of the host stands: below the folders that gopsutil's environment
// switch names, in the context or in the process's environment, so that what is read here and what gopsutil reads
// come from one host, be it a recorded one.
func proc(ctx context.Context, name string) string {
	return origin(ctx, common.HostProcEnvKey, "/proc", name)
}

func sys(ctx context.Context, name string) string {
	return origin(ctx, common.HostSysEnvKey, "/sys", name)
}

func etc(ctx context.Context, name string) string {
	return origin(ctx, common.HostEtcEnvKey, "/etc", name)
}

func root(ctx context.Context, name string) string {
	return origin(ctx, common.HostRootEnvKey, "/", name)
}

func origin(ctx context.Context, key common.EnvKeyType, usual, name string) string {
	folder := os.Getenv(string(key))
	if env, ok := ctx.Value(common.EnvKey).(common.EnvMap); ok && env[key] != "" {
		folder = env[key]
	}
	if folder == "" {
		folder = usual
	}
	return filepath.Join(folder, name)
}

// text returns a name that the system gave as valid UTF-8, which BSON and JSON ask for.
func text(name string) string { return strings.ToValidUTF8(name, "\uFFFD") }

// unavailable reports whether gopsutil has no reading of this kind on this system. Its error for that is internal.
func unavailable(err error) bool { return err != nil && err.Error() == "not implemented yet" }
