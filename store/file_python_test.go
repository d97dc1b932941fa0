package store

import (
	"os/exec"
	"strings"
	"testing"
)

// TestPythonReadsFiles has Debian's python3-bson, which is reserved by MongoDB reader of the format, read what a store has written.
func TestPythonReadsFiles(t *testing.T) {
	_, file := filled(t)
	const script = `
import bson, sys
for document in bson.decode_file_iter(open(sys.argv[1], "rb")):
    assert list(document) == ["_id", "date", "n", "fill", "crc"], document
    print(document["n"])
`
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v; it needs Debian's python3-bson\n%s", err, out)
	}
	lines := strings.Fields(string(out))
	if len(lines) < 60 || lines[len(lines)-1] != "100" {
		t.Errorf("read %q", lines)
	}
}
