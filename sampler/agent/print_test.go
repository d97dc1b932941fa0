package agent

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestPlainJSON has names that a terminal would act on, or show as others.
func TestPlainJSON(t *testing.T) {
	names := []string{"/srv/\u009b31m", "/a\u202eb\u2066", "/del\u007f\u0085", "/tag\U000e0041", "/ä 世界 🙂"}
	text, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	plain := plainJSON(text)
	for _, r := range string(plain) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%U is printed", r)
		}
	}
	var got []string
	if err := json.Unmarshal(plain, &got); err != nil || !slices.Equal(got, names) {
		t.Errorf("it reads %q, %v; want %q", got, err, names)
	}
	if !strings.Contains(string(plain), "/ä 世界 🙂") {
		t.Errorf("what is harmless is not shown as it is: %s", plain)
	}
}
