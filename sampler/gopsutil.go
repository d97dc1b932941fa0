package sampler

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v3/common"
)

// proc, sys, etc and root return the path of a file of the host. Like gopsutil, they use the folders named in the
// context or in the environment (HOST_PROC and others), so that all values come from the same host or recording.
func proc(ctx context.Context, name string) string {
	return hostPath(ctx, common.HostProcEnvKey, "/proc", name)
}

func sys(ctx context.Context, name string) string {
	return hostPath(ctx, common.HostSysEnvKey, "/sys", name)
}

func etc(ctx context.Context, name string) string {
	return hostPath(ctx, common.HostEtcEnvKey, "/etc", name)
}

func root(ctx context.Context, name string) string {
	return hostPath(ctx, common.HostRootEnvKey, "/", name)
}

func hostPath(ctx context.Context, key common.EnvKeyType, byDefault, name string) string {
	return filepath.Join(cmp.Or(givenFolder(ctx, key), byDefault), name)
}

// givenFolder returns the folder named in the context or in the environment, or "".
func givenFolder(ctx context.Context, key common.EnvKeyType) string {
	if env, ok := ctx.Value(common.EnvKey).(common.EnvMap); ok && env[key] != "" {
		return env[key]
	}
	return os.Getenv(string(key))
}

// validUTF8 replaces invalid bytes in a name, because BSON and JSON need valid UTF-8.
func validUTF8(name string) string { return strings.ToValidUTF8(name, "\uFFFD") }

// notImplemented reports whether err is gopsutil's error for a value that it does not support on this system.
func notImplemented(err error) bool { return err != nil && err.Error() == "not implemented yet" }
