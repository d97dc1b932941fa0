//go:build unix

package store

import "syscall"

// noFollow makes opening a symbolic link an error, and opening a pipe return.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
