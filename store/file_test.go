package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/folder"
)

// filled returns the URL of a store with a host of the newest documents out of 100, 60 at least, and another host beside,
// and the first host's file.
func filled(t testing.TB) (storeURL, file string) {
	t.Helper()
	storeURL = newFolder(t)
	s := opened(t, storeURL, Options{Max: 60})
	for batch := range slices.Chunk(numbered(t, 1, 100), 9) {
		mustAppend(t, s, host, batch...)
	}
	mustAppend(t, s, "good", numbered(t, 1, 1)...)
	folder, err := pathOfURL(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	return storeURL, filepath.Join(folder, host+extension)
}

// TestDamagedFileCostsDamagedDocuments damages a host's file. The others are shown, and the next sample is stored.
func TestDamagedFileCostsDamagedDocuments(t *testing.T) {
	storeURL, file := filled(t)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first := numbers(t, opened(t, storeURL, Options{ReadOnly: true}), host, 100)[0]
	all := upTo(first, 100)
	size := len(content) / len(all) // of each document
	for _, test := range []struct {
		name    string
		damage  func(b []byte) []byte
		lost    []int // by their places in the file
		damaged int
		warned  string
	}{
		{"empty", func(b []byte) []byte { return nil }, upTo(0, len(all)-1), 0, ""},
		{"one byte", func(b []byte) []byte { return b[:1] }, upTo(0, len(all)-1), 0, ""},
		{"cut off", func(b []byte) []byte { return b[:len(b)-1] }, upTo(len(all)-1, len(all)-1), 0, ""},
		{"a torn first document", func(b []byte) []byte { return b[:size/2] }, upTo(0, len(all)-1), 0, ""},
		{"without its beginning", func(b []byte) []byte { return b[size/2:] }, upTo(0, 0), 1, ""},
		{"a flipped bit", func(b []byte) []byte { b[10*size+100] ^= 1; return b }, upTo(10, 10), 1, ""},
		{"a flipped bit of the last document", func(b []byte) []byte { b[len(b)-100] ^= 1; return b }, upTo(len(all)-1, len(all)-1), 1, ""},
		{"two places", func(b []byte) []byte { b[3*size] ^= 1; clear(b[9*size : 11*size+1]); return b }, []int{3, 9, 10, 11}, 2, ""},
		{"text", func(b []byte) []byte { return bytes.Repeat([]byte("hello, world\n"), 5000) }, upTo(0, len(all)-1), 1, "no intact document"},
		{"zeros", func(b []byte) []byte { return make([]byte, len(b)) }, upTo(0, len(all)-1), 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(file, test.damage(bytes.Clone(content)), 0o640); err != nil {
				t.Fatal(err)
			}
			var left []int
			for i, n := range all {
				if !slices.Contains(test.lost, i) {
					left = append(left, n)
				}
			}
			reader := opened(t, storeURL, Options{ReadOnly: true})
			wantDamaged(t, reader, test.damaged)
			wantNumbers(t, reader, host, 100, append([]int{}, left...))
			var warned []string
			s := opened(t, storeURL, Options{Max: 100, Warn: func(message string) { warned = append(warned, message) }})
			mustAppend(t, s, host, numbered(t, 101, 101)...)
			wantNumbers(t, reader, host, 100, append(left, 101))
			if said := strings.Join(warned, "|"); (said != "") != (test.warned != "") || !strings.Contains(said, test.warned) {
				t.Errorf("warned %q, want %q", said, test.warned)
			}
			wantNumbers(t, reader, "good", 10, upTo(1, 1))
			wantHosts(t, reader, host, "good")
		})
	}
}

func wantDamaged(t *testing.T, s Store, want int) {
	t.Helper()
	damaged, err := s.Newest(t.Context(), host, 100, func([]byte) error { return nil })
	if err != nil || damaged != want {
		t.Errorf("%d places are damaged, %v; want %d", damaged, err, want)
	}
}

// TestRefusedFiles wants reading and appending to fail with the file's name, and the other host served.
func TestRefusedFiles(t *testing.T) {
	for _, test := range []struct {
		name, want string
		make       func(file string) error
	}{
		{"large, and without documents", "no document in the first 16 MiB", func(file string) error {
			return errors.Join(os.WriteFile(file, []byte("text"), 0o640), os.Truncate(file, 20<<20))
		}},
		{"a folder", "a folder, not a regular file", func(file string) error {
			return errors.Join(os.Remove(file), os.Mkdir(file, 0o750))
		}},
		{"a symbolic link to nothing", "a symbolic link, not a regular file", func(file string) error {
			return errors.Join(os.Remove(file), os.Symlink("nowhere", file))
		}},
		{"a symbolic link to the other host", "a symbolic link, not a regular file", func(file string) error {
			return errors.Join(os.Remove(file), os.Symlink("good.bson", file))
		}},
		{"a pipe", "a pipe, not a regular file", func(file string) error {
			return errors.Join(os.Remove(file), exec.Command("mkfifo", file).Run())
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			storeURL, file := filled(t)
			if err := test.make(file); err != nil {
				t.Fatal(err)
			}
			s := opened(t, storeURL, Options{Max: 60})
			_, err := s.Newest(t.Context(), host, 1, func([]byte) error { return nil })
			for operation, err := range map[string]error{"read": err, "append": s.Append(t.Context(), host, numbered(t, 1, 1)...)} {
				if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), file) {
					t.Errorf("%s: got %v, want an error with %q", operation, err, test.want)
				}
			}
			wantNumbers(t, s, "good", 10, upTo(1, 1))
			wantHosts(t, s, host, "good")
		})
	}
}

// TestFileInUse has another writer at a host's file: it is left alone, and the other host is served.
func TestFileInUse(t *testing.T) {
	storeURL, file := filled(t)
	s := opened(t, storeURL, Options{Max: 60})
	f, err := folder.Open(filepath.Dir(file), folderOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	holder, err := f.OpenLocked(t.Context(), filepath.Base(file), false)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for operation, err := range map[string]error{"append": s.Append(ctx, host, numbered(t, 101, 101)...), "drop": s.Drop(ctx, host)} {
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), host) {
			t.Errorf("%s: got %v, want %v", operation, err, context.DeadlineExceeded)
		}
	}
	wantNumbers(t, s, host, 1, upTo(100, 100))
	mustAppend(t, s, "good", numbered(t, 2, 2)...)
}

func TestFilesAreForTheGroupOnly(t *testing.T) {
	_, file := filled(t)
	for path, want := range map[string]os.FileMode{file: 0o640, filepath.Dir(file): os.ModeDir | 0o750} {
		info, err := os.Stat(path)
		if err != nil || info.Mode()&^want != 0 {
			t.Errorf("%s has mode %v, want %v at most (%v)", path, info.Mode(), want, err)
		}
	}
}

func TestSmallerMaximumRemovesTheOldest(t *testing.T) {
	storeURL, _ := filled(t)
	s := opened(t, storeURL, Options{Max: 5})
	mustAppend(t, s, host, numbered(t, 101, 101)...)
	wantNumbers(t, s, host, 60, upTo(97, 101))
}

func TestDropRemovesDamagedFile(t *testing.T) {
	storeURL, file := filled(t)
	if err := os.WriteFile(file, []byte("damaged"), 0o640); err != nil {
		t.Fatal(err)
	}
	s := opened(t, storeURL, Options{Max: 10})
	if err := s.Drop(t.Context(), host); err != nil {
		t.Error(err)
	}
	wantHosts(t, s, "good")
}

// TestFilesOfOlderVersionsAreTold has a store with such files only. Where there are others, they are passed over.
func TestFilesOfOlderVersionsAreTold(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "web-01.db"), []byte("bolt"), 0o640); err != nil {
		t.Fatal(err)
	}
	_, err := opened(t, fileURL(folder), Options{ReadOnly: true}).Hosts(t.Context())
	if err == nil || !strings.Contains(err.Error(), "older psmonitor") || !strings.Contains(err.Error(), "web-01.db") {
		t.Errorf("got %v", err)
	}
	mustAppend(t, opened(t, fileURL(folder), Options{Max: 10}), "web-01", numbered(t, 1, 1)...)
	wantHosts(t, opened(t, fileURL(folder), Options{ReadOnly: true}), "web-01")
}

// TestDumpIsReadOnly has a folder as mongodump makes it: plain names, documents without seals, and a description of each
// collection.
func TestDumpIsReadOnly(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"Web-01", "web-01", "history%3Ahours"} {
		content := bytes.Join(numbered(t, len(name), len(name)+5), nil)
		if err := errors.Join(os.WriteFile(filepath.Join(folder, name+".bson"), content, 0o640),
			os.WriteFile(filepath.Join(folder, name+".metadata.json"), []byte("{}"), 0o640)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(folder, "web-01.metadata.json")); err != nil { // one has been lost
		t.Fatal(err)
	}
	reader := opened(t, fileURL(folder), Options{ReadOnly: true})
	wantHosts(t, reader, "Web-01", "web-01")
	wantNumbers(t, reader, "Web-01", 3, upTo(9, 11))
	waitAnHour(reader)
	if stampOf(t, reader, "Web-01") == stampOf(t, reader, "web-01") {
		t.Error("two hosts have one stamp")
	}
	before := contents(t, folder)
	s := opened(t, fileURL(folder), Options{Max: 10})
	for _, host := range []string{"Web-01", "web-01", "new"} {
		err := s.Append(t.Context(), host, numbered(t, 1, 1)...)
		dropErr := s.Drop(t.Context(), host)
		for operation, err := range map[string]error{"append": err, "drop": dropErr} {
			if err == nil || !strings.Contains(err.Error(), "made by mongodump") || !strings.Contains(err.Error(), "psmonitor put") {
				t.Errorf("%s to %s: got %v", operation, host, err)
			}
		}
	}
	if diff := cmp.Diff(before, contents(t, folder)); diff != "" {
		t.Errorf("the folder has changed (-before +after):\n%s", diff)
	}
}

// A file that only has the ending of mongodump's changes nothing.
func TestFolderWithAStrayDescriptionIsNoDump(t *testing.T) {
	storeURL, file := filled(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "x.metadata.json"), []byte("{}"), 0o640); err != nil {
		t.Fatal(err)
	}
	s := opened(t, storeURL, Options{Max: 100})
	mustAppend(t, s, "Other", numbered(t, 1, 1)...)
	wantHosts(t, opened(t, storeURL, Options{ReadOnly: true}), "Other", host, "good")
}

// contents returns what the files of a folder have.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(content)
	}
	return files
}

func TestOpenFiles(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o640); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, url, want string
		o               Options
	}{
		{"missing, for reading", "file://" + folder + "/missing", "run psmonitor sample first", Options{ReadOnly: true}},
		{"a file", "file://" + file, "name a folder", Options{Max: 1}},
		{"nothing to keep", "file://" + folder, "at least one document", Options{}},
		{"two slashes", "file://var/lib", "three slashes", Options{Max: 1}},
		{"no path", "file://", "name the store's folder", Options{Max: 1}},
		{"options", "file:///var/lib?x=1", "no options", Options{Max: 1}},
		{"a bare per cent", "file:///100%", "%25", Options{Max: 1}},
		{"another scheme", "http://user:secret@example.com/", "want file:///path", Options{Max: 1}},
		{"no scheme", "/var/lib", "want file:///path", Options{Max: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(t.Context(), test.url, test.o)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if _, err := os.Stat(folder + "/missing"); err == nil {
				t.Error("made the folder")
			}
		})
	}
}
