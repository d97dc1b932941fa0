package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

// filled returns the URL of a store with a host of 60 documents out of 100 and a good one beside, and the host's file.
func filled(t testing.TB) (storeURL, file string) {
	t.Helper()
	storeURL = newFolder(t)
	s := opened(t, storeURL, Options{Max: 60})
	docs := numbered(t, 1, 100)
	for batch := range slices.Chunk(docs, 9) {
		mustAppend(t, s, host, batch...)
	}
	mustAppend(t, s, "good", numbered(t, 1, 1)...)
	folder, err := folderOf(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	return storeURL, filepath.Join(folder, host+".db")
}

// tryDamaged reads and writes a host whose file has been damaged: each has to end with the right documents or with an
// error that names the file, which is then as it was. What cannot be read must not be written to.
func tryDamaged(t testing.TB, storeURL, file string, content []byte) (refused bool) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o640); err != nil {
		t.Fatal(err)
	}
	s := opened(t, storeURL, Options{Max: 60})
	var got []int
	err := s.Newest(t.Context(), host, 60, func(doc []byte) error {
		n, ok := bson.Raw(doc).Lookup("n").AsInt64OK()
		if !ok {
			return errors.New("visited nonsense")
		}
		got = append(got, int(n))
		return nil
	})
	wantError(t, "read", file, err)
	// One of the first pages damaged is as if the last transaction, of one document, had not been.
	if err == nil && !slices.Equal(got, upTo(41, 100)) && !slices.Equal(got, upTo(40, 99)) {
		t.Errorf("read without an error: %v", got)
	}
	unread := err
	if err := s.Append(t.Context(), host, numbered(t, 101, 101)...); err != nil {
		wantError(t, "append", file, err)
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, content) {
			t.Errorf("the file was changed, or is gone: %v", err)
		}
		return true
	}
	if unread != nil {
		t.Errorf("cannot be read, but was written to: %v", unread)
		return true
	}
	wantNumbers(t, s, host, 60, append(got[1:], 101))
	return false
}

func wantError(t testing.TB, operation, file string, err error) {
	t.Helper()
	if err != nil && !strings.Contains(err.Error(), file) {
		t.Errorf("%s: the error does not name %s: %v", operation, file, err)
	}
}

func TestDamagedFiles(t *testing.T) {
	storeURL, file := filled(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"empty":              func(b []byte) []byte { return nil },
		"one byte":           func(b []byte) []byte { return b[:1] },
		"one page":           func(b []byte) []byte { return b[:4096] },
		"half":               func(b []byte) []byte { return b[:len(b)/2] },
		"all zero":           func(b []byte) []byte { return make([]byte, len(b)) },
		"first pages zero":   func(b []byte) []byte { return append(make([]byte, 8192), b[8192:]...) },
		"all but those zero": func(b []byte) []byte { return append(b[:8192:8192], make([]byte, len(b)-8192)...) },
		"text":               func(b []byte) []byte { return bytes.Repeat([]byte("hello, world\n"), 5000) },
		"all pages moved":    func(b []byte) []byte { return append(b[:8192:8192], b[12288:]...) },
	} {
		t.Run(name, func(t *testing.T) {
			if !tryDamaged(t, storeURL, file, damage(slices.Clone(content))) {
				t.Error("nothing was noticed")
			}
			wantNumbers(t, opened(t, storeURL, Options{ReadOnly: true}), "good", 10, upTo(1, 1))
			wantHosts(t, opened(t, storeURL, Options{ReadOnly: true}), host, "good")
		})
	}
}

// TestFlippedBits flips each bit of a file's structure: of every page what it says of itself and of its elements, where the
// numbers are that lead bbolt on, the keys of branches, and a sample of the rest.
func TestFlippedBits(t *testing.T) {
	storeURL, file := filled(t)
	content, m := contentOf(t, file)
	refused, branches := 0, 0
	for at := range int(m.high * m.pageSize) {
		page := content[at&^int(m.pageSize-1):]
		kind, count := binary.NativeEndian.Uint16(page[8:]), int(binary.NativeEndian.Uint16(page[10:]))
		structure := headerSize + count*elementSize
		switch kind {
		case branchPage:
			structure += count * keySize
			branches++
		case freelistPage:
			structure = headerSize + count*pageNumber
		case metaPage:
			structure = metaSize
		}
		if at%int(m.pageSize) >= structure && at%1021 != 0 {
			continue
		}
		t.Run(fmt.Sprint("byte ", at), func(t *testing.T) {
			for bit := range 8 {
				damaged := slices.Clone(content)
				damaged[at] ^= 1 << bit
				if tryDamaged(t, storeURL, file, damaged) {
					refused++
				}
				if t.Failed() {
					t.Fatalf("bit %d", bit)
				}
			}
		})
	}
	if refused == 0 || branches == 0 {
		t.Errorf("%d of the files were refused, %d bytes of branches were flipped", refused, branches)
	}
}

// FuzzDamagedFile overwrites a few bytes anywhere.
func FuzzDamagedFile(f *testing.F) {
	f.Add(uint32(4096), []byte{0})
	f.Add(uint32(2*4096+8), []byte{1, 0, 2, 0})
	f.Add(uint32(2*4096+10), []byte{0})  // the first documents' page calls itself empty
	f.Add(uint32(2*4096+87), []byte{48}) // the first document calls itself a later one
	f.Add(uint32(3*4096+24), []byte{3, 0, 0, 0, 0, 0, 0, 0})
	_, file := filled(f)
	content, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, at uint32, bytes []byte) {
		damaged := slices.Clone(content)
		copy(damaged[int(at)%len(damaged):], bytes)
		folder := t.TempDir()
		tryDamaged(t, fileURL(folder), filepath.Join(folder, host+".db"), damaged)
	})
}
