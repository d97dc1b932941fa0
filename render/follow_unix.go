//go:build unix

package render

import "syscall"

// noFollow makes opening a link an error, and opening a pipe return.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
