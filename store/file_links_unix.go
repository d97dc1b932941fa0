//go:build unix

package store

import "syscall"

// noFollow makes the opening of a symbolic link an error.
const noFollow = syscall.O_NOFOLLOW
