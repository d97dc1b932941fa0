//go:build !linux

package sampler

// closeOnExec does nothing: the helper was tried on Linux only, and no other system has one.
func closeOnExec() {}
