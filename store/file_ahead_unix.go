//go:build unix

package store

import "golang.org/x/sys/unix"

// fetchAhead has the system read pages of a file, a mapping's, that are not in memory all at once, and not one by one as
// they are touched: bbolt tells it that they will be used in any order. Where the system does not want to, nothing is lost.
func fetchAhead(mapped []byte) { _ = unix.Madvise(mapped, unix.MADV_WILLNEED) }
