package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/test/servers"
)

// document returns a sample with a few more fields.
func document(t *testing.T, more ...bson.E) []byte {
	t.Helper()
	doc, err := bson.Marshal(append(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "date", Value: time.Now()}}, more...))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// parcel returns a delivery: an announcement, and the documents without seals.
func parcel(t *testing.T, host string, docs ...[]byte) []byte {
	t.Helper()
	r, err := store.Delivery(host, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return append(text, bytes.Join(docs, nil)...)
}

// put runs psmonitor put in a folder.
func put(t *testing.T, folder string, input []byte, args ...string) (code int, out, output string) {
	t.Helper()
	var stdout, stderr strings.Builder
	a := app{getenv: func(string) string { return "/nonexistent" }, stdin: bytes.NewReader(input), stdout: &stdout, stderr: &stderr}
	a.now = func() time.Time { return someHour.Add(12 * time.Hour) }
	args = append([]string{"put", "-config", os.DevNull, "-store", fileURL(folder)}, args...)
	code = run(t.Context(), args, a)
	return code, stdout.String(), stderr.String()
}

// kept returns how many documents a folder's store has of a host.
func kept(t *testing.T, folder, host string) (n int) {
	t.Helper()
	st, err := store.Open(t.Context(), fileURL(folder), store.Options{Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Newest(t.Context(), host, store.MaxDelivery, func([]byte) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPut(t *testing.T) {
	one, two := document(t), document(t)
	deep := bson.D{}
	for range 101 {
		deep = bson.D{{Key: "x", Value: deep}}
	}
	cut := document(t, bson.E{Key: "text", Value: "hello"})
	cut[len(cut)-11] = 200 // a string longer than the document
	noDate, err := bson.Marshal(bson.D{{Key: "_id", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	listID, err := bson.Marshal(bson.D{{Key: "_id", Value: bson.A{1}}, {Key: "date", Value: time.Now()}})
	if err != nil {
		t.Fatal(err)
	}
	damaged := bsonfile.Seal(nil, one)
	damaged[25] ^= 1
	for _, test := range []struct {
		name  string
		input []byte
		args  []string
		kept  int
		code  int
		want  string // in what it says
	}{
		{"as announced", parcel(t, "web-01", one, two), nil, 2, 0, ""},
		{"twice the same", parcel(t, "web-01", one, one), nil, 1, 0, ""},
		{"allowed", parcel(t, "web-01", one), []string{"-allow", "db", "-allow", "web-*"}, 1, 0, ""},
		{"the host that is wanted", parcel(t, "web-01", one), []string{"-host", "web-01"}, 1, 0, ""},
		{"plain documents, as mongodump's", append(bytes.Clone(one), two...), []string{"-host", "web-01"}, 2, 0, ""},
		{"with seals, as from a file", append(bsonfile.Seal(nil, one), bsonfile.Seal(nil, two)...), []string{"-host", "web-01"}, 2, 0, ""},
		{"damaged", parcel(t, "web-01", damaged, two), nil, 1, 1, "its checksum is wrong"},
		{"at most", parcel(t, "web-01", one, two, document(t)), []string{"-max", "2"}, 2, 0, ""},
		{"nothing of the announced", parcel(t, "web-01"), nil, 0, 0, ""},
		{"not allowed", parcel(t, "web-01", one), []string{"-allow", "db-*"}, 0, 1, "add -allow web-01"},
		{"another host than wanted", parcel(t, "web-01", one), []string{"-host", "db"}, 0, 1, `samples of "web-01", but -host allows only db`},
		{"no host", one, nil, 0, 2, "name it with -host"},
		{"a path for a host", parcel(t, "../web-01", one), []string{"-allow", "*"}, 0, 1, "on the sending machine: host name"},
		{"nothing", nil, []string{"-host", "web-01"}, 0, 1, "the input is empty"},
		{"cut off", parcel(t, "web-01", one, two[:20]), nil, 1, 1, "ends within a document"},
		{"cut off in the length", parcel(t, "web-01", one, two[:2]), nil, 1, 1, "ends within a document"},
		{"text", []byte("hello, world"), []string{"-host", "web-01"}, 0, 1, "is not BSON"},
		{"too large", parcel(t, "web-01", one, document(t, bson.E{Key: "x", Value: make([]byte, 1<<20)})), nil, 1, 1, "at most 256 are allowed"},
		{"too large, and others after it", parcel(t, "web-01", document(t, bson.E{Key: "x", Value: make([]byte, 300<<10)}), one), nil, 1, 1, "documents refused: 1 of 2"},
		{"large, and allowed", parcel(t, "web-01", document(t, bson.E{Key: "x", Value: make([]byte, 300<<10)})), []string{"-max-size", "512"}, 1, 0, ""},
		{"a size of nothing", parcel(t, "web-01", one), []string{"-max-size", "0"}, 0, 2, "-max-size 0"},
		{"nested too deep", parcel(t, "web-01", one, document(t, deep...), two), nil, 2, 1, "nested more than 100 deep"},
		{"a field that is broken", parcel(t, "web-01", cut, one), nil, 1, 1, "not well-formed"},
		{"without a date", parcel(t, "web-01", one, noDate, two), nil, 2, 1, "documents refused: 1 of 3"},
		{"a list for an _id", parcel(t, "web-01", listID), nil, 0, 1, "_id is of the type array"},
		{"an announcement within", parcel(t, "web-01", append(bytes.Clone(one), parcel(t, "db", two)...)), nil, 2, 1, "has no _id"},
		{"a program", parcel(t, "web-01", document(t, bson.E{Key: "x", Value: primitive.CodeWithScope{Code: "x", Scope: bson.D{}}})), nil, 0, 1, "contains JavaScript"},
		{"a bad glob", parcel(t, "web-01", one), []string{"-allow", "["}, 0, 2, "not a valid pattern"},
		{"an empty glob", parcel(t, "web-01", one), []string{"-allow", ""}, 0, 2, "matches nothing"},
		{"a maximum below zero", parcel(t, "web-01", one), []string{"-max", "-1"}, 0, 2, "-max -1"},
		{"on and on", parcel(t, "web-01", one), []string{"-store", "ssh://h/x"}, 0, 2, "run psmonitor put on h"},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "store")
			code, out, output := put(t, folder, test.input, test.args...)
			if code != test.code || !strings.Contains(output, test.want) || (output == "") != (test.code == 0) {
				t.Errorf("exit code %d, output %q; want %d and %q", code, output, test.code, test.want)
			}
			if n := kept(t, folder, "web-01"); n != test.kept {
				t.Errorf("%d documents are stored, want %d", n, test.kept)
			}
			if n := strings.Count(out, "stored "); n < test.kept || test.kept == 0 && out != "" {
				t.Errorf("%d are stored, and the receipts are\n%s", test.kept, out)
			}
		})
	}
}

// TestPutEndsAtDeadline has an input that does not end.
func TestPutEndsAtDeadline(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	var out, output strings.Builder
	a := app{getenv: func(string) string { return "" }, stdin: r, stdout: &out, stderr: &output}
	code := run(t.Context(), []string{"put", "-config", os.DevNull, "-store", fileURL(t.TempDir()), "-timeout", "50ms"}, a)
	if code != exitFailed || !strings.Contains(output.String(), "the input has not ended in time") {
		t.Errorf("exit code %d, output %q", code, output.String())
	}
}

// TestPutEndsIfReceiptsAreNotRead has more receipts than a pipe holds. What is stored by then stays stored.
func TestPutEndsIfReceiptsAreNotRead(t *testing.T) {
	t.Parallel() // it waits for deadlines
	var docs [][]byte
	for range 9000 {
		docs = append(docs, document(t))
	}
	for name, args := range map[string][]string{"at the deadline": {"-timeout", "15s"}, "at a signal": {"-timeout", "1h"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			defer w.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if name == "at a signal" {
				go func() { // with the first byte, all documents are stored
					_, _ = r.Read(make([]byte, 1))
					cancel()
				}()
			}
			folder := filepath.Join(t.TempDir(), "store")
			var output strings.Builder
			a := app{getenv: func(string) string { return "" }, stdin: bytes.NewReader(parcel(t, "web-01", docs...)), stdout: w, stderr: &output}
			code := run(ctx, append([]string{"put", "-config", os.DevNull, "-store", fileURL(folder), "-max", "9000"}, args...), a)
			if code != exitFailed || !strings.Contains(output.String(), "does not read the receipts") {
				t.Errorf("exit code %d, output %q", code, output.String())
			}
			if n := kept(t, folder, "web-01"); n != len(docs) {
				t.Errorf("%d documents are stored, want %d", n, len(docs))
			}
		})
	}
}

// TestSamplesSentBySSHAreRendered samples through ssh and renders where the store is.
func TestSamplesSentBySSHAreRendered(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "var", "store")
	free := servers.SSHD(t, servers.Program(t), "")
	forced := servers.SSHD(t, servers.Program(t), "psmonitor put -store "+fileURL(folder)+" -allow web-02")
	sample := func(storeURL, host string) (int, string) {
		m := machine{dir: dir, now: time.Now()}
		return m.sample(t.Context(), "-store", storeURL, "-host", host)
	}
	for _, c := range []struct{ url, host string }{{free.URL(folder), "web-01"}, {free.URL(folder), "web-01"}, {forced.URL("/elsewhere"), "web-02"}} {
		if code, output := sample(c.url, c.host); code != exitDone || output != "" {
			t.Errorf("a sample of %s: exit code %d, output %q", c.host, code, output)
		}
	}
	if code, output := sample(forced.URL(folder), "web-03"); code != exitFailed || !strings.Contains(output, "add -allow web-03") {
		t.Errorf("a host that is not allowed: exit code %d, output %q", code, output)
	}
	if code, output := sample(free.URL(folder), "localhost"); code != exitUsage || !strings.Contains(output, "-host") {
		t.Errorf("no host's name: exit code %d, output %q", code, output)
	}
	away := servers.SSHD(t, servers.Program(t), "")
	away.Close()
	if code, output := sample(away.URL(folder), "web-04"); code != exitFailed || !strings.Contains(output, "no ssh server listens there") {
		t.Errorf("the other machine is away: exit code %d, output %q", code, output)
	}
	if code, output := sample(away.URL(folder), "web-04"); code != exitFailed || output != "" {
		t.Errorf("it is still away: exit code %d, output %q", code, output)
	}
	if code, output := sample(free.URL(folder), "web-04"); code != exitDone || !strings.Contains(output, "samples delivered: 2") {
		t.Errorf("it is back: exit code %d, output %q", code, output)
	}
	site := filepath.Join(dir, "site")
	psmonitor(t, "render", "-config", os.DevNull, "-store", fileURL(folder), "-out", site)
	for host, want := range map[string]int{"web-01": 2, "web-02": 1, "web-04": 3} {
		if got := len(series(t, site, host)["phymem_free"]); got != want {
			t.Errorf("%d samples of %s are shown, want %d", got, host, want)
		}
	}
	for _, path := range []string{"web-03.bson", "localhost.bson"} {
		if _, err := os.Stat(filepath.Join(folder, path)); !os.IsNotExist(err) {
			t.Errorf("%s is there: %v", path, err)
		}
	}
	if _, err := os.Stat("/elsewhere"); !os.IsNotExist(err) {
		t.Errorf("the forced command's store was not the only one: %v", err)
	}
}
