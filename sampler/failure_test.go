package sampler

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJoinedErrorsAreFailuresByThemselves(t *testing.T) {
	stale, unread := errors.New("stale file handle"), errors.New("out of order")
	err := errors.Join(unread, errors.Join(elementError{"/mnt/1", stale}, elementError{"/mnt/2", stale}), fmt.Errorf("read: %w", unread))
	var got []string
	for _, f := range failuresOf("disks", err) {
		got = append(got, fmt.Sprintf("%s|%s|%v|%v", f.Family, f.Element, f.Err, f))
	}
	want := []string{"disks||out of order|out of order", "disks|/mnt/1|stale file handle|/mnt/1: stale file handle",
		"disks|/mnt/2|stale file handle|/mnt/2: stale file handle", "disks||read: out of order|read: out of order"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
