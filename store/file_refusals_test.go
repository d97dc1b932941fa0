package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// change alters a file by bbolt's own means.
func change(t *testing.T, file string, alter func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(file, 0o640, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(alter), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// wantRefusal wants reading and appending to fail with an error that has all the words, and the file left as it is.
func wantRefusal(t *testing.T, s Store, words ...string) {
	t.Helper()
	for operation, err := range map[string]error{
		"read":   s.Newest(t.Context(), host, 1, func([]byte) error { return nil }),
		"append": s.Append(t.Context(), host, numbered(t, 1, 1)...),
	} {
		for _, word := range words {
			if err == nil || !strings.Contains(err.Error(), word) {
				t.Errorf("%s: got %v, want an error with %q", operation, err, word)
			}
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	for _, test := range []struct {
		name  string
		make  func(t *testing.T, file string) error
		words []string
	}{
		{"made by a newer version", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error { return tx.Bucket(formatBucket).Put(formatKey, []byte("2")) })
			return nil
		}, []string{"made by a newer psmonitor", "format 2"}},
		{"another program's bbolt file", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error { return tx.DeleteBucket(formatBucket) })
			return nil
		}, []string{"not psmonitor's", "move it away"}},
		{"without a format", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error { return tx.Bucket(formatBucket).Delete(formatKey) })
			return nil
		}, []string{"damaged"}},
		{"a document under the wrong number", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error {
				samples := tx.Bucket(samplesBucket)
				return samples.Put(key(100), bytes.Clone(samples.Get(key(99))))
			})
			return nil
		}, []string{"damaged", "document 100", "wrong checksum"}},
		{"numbers after which none comes", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error {
				if err := tx.DeleteBucket(samplesBucket); err != nil {
					return err
				}
				samples, err := tx.CreateBucket(samplesBucket)
				if err != nil {
					return err
				}
				k := key(math.MaxUint64)
				return errors.Join(samples.Put(k, seal(k, numbered(t, 1, 1)[0])), samples.SetSequence(math.MaxUint64))
			})
			return nil
		}, []string{"damaged", "out of order"}},
		{"a bucket whose page leads to itself", leadRound, []string{"damaged", "used twice"}},
		{"a bucket that is there twice", func(t *testing.T, file string) error {
			change(t, file, func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("samplet")); return err })
			content, err := os.ReadFile(file)
			return errors.Join(err, os.WriteFile(file, bytes.ReplaceAll(content, []byte("samplet"), samplesBucket), 0o640))
		}, []string{"damaged", "there twice"}},
		{"pages of a size that no system has", func(t *testing.T, file string) error {
			return alterMeta(t, file, pageSizeAt, func(sizeAndFlags uint64) uint64 { return sizeAndFlags - uint64(os.Getpagesize()) + 512 })
		}, []string{"damaged"}},
		{"more pages than numbers can tell", func(t *testing.T, file string) error {
			return alterMeta(t, file, highAt, func(high uint64) uint64 { return high + 1<<52 })
		}, []string{"damaged"}},
		{"more pages than any file has", func(t *testing.T, file string) error {
			err := alterMeta(t, file, highAt, func(uint64) uint64 { return mostPages + 1 })
			return errors.Join(err, os.Truncate(file, (mostPages+1)*int64(os.Getpagesize()))) // without any blocks
		}, []string{"damaged", "16777217 pages"}},
		{"a folder", func(t *testing.T, file string) error {
			return errors.Join(os.Remove(file), os.Mkdir(file, 0o750))
		}, []string{"not a file"}},
		{"a symbolic link to nothing", func(t *testing.T, file string) error {
			return errors.Join(os.Remove(file), os.Symlink("nowhere", file))
		}, []string{"is a symbolic link"}},
		{"a pipe", func(t *testing.T, file string) error {
			return errors.Join(os.Remove(file), exec.Command("mkfifo", file).Run())
		}, []string{"not a file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			storeURL, file := filled(t)
			if err := test.make(t, file); err != nil {
				t.Fatal(err)
			}
			s := opened(t, storeURL, Options{Max: 60})
			wantRefusal(t, s, append(test.words, file)...)
			wantNumbers(t, s, "good", 10, upTo(1, 1))
			wantHosts(t, s, host, "good")
		})
	}
}

// alterMeta alters a number of the meta pages, whose checksums it puts right.
func alterMeta(t *testing.T, file string, at int, alter func(uint64) uint64) error {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, page := range [][]byte{content, content[os.Getpagesize():]} {
		binary.NativeEndian.PutUint64(page[at:], alter(binary.NativeEndian.Uint64(page[at:])))
		sealMeta(page)
	}
	return os.WriteFile(file, content, 0o640)
}

// sealMeta puts the checksum of a meta page right.
func sealMeta(page []byte) {
	sum := fnv.New64a()
	sum.Write(page[headerSize:checksumAt])
	binary.NativeEndian.PutUint64(page[checksumAt:], sum.Sum64())
}

// leadRound makes a free page a branch that leads to itself, and the root of the bucket that has the format.
func leadRound(t *testing.T, file string) error {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	size := os.Getpagesize()
	meta := content[:size]
	if second := content[size:]; binary.NativeEndian.Uint64(second[transactionAt:]) > binary.NativeEndian.Uint64(meta[transactionAt:]) {
		meta = second
	}
	page := func(number uint64) []byte { return content[int(number)*size:][:size] }
	free := binary.NativeEndian.Uint64(page(binary.NativeEndian.Uint64(meta[freelistAt:]))[headerSize:])
	root := page(binary.NativeEndian.Uint64(meta[rootAt:]))
	_, value, found := bytes.Cut(root, formatBucket)
	if !found {
		t.Fatal("the root has no bucket of that name")
	}
	binary.NativeEndian.PutUint64(value, free)
	round := page(free)
	clear(round)
	binary.NativeEndian.PutUint64(round, free)
	binary.NativeEndian.PutUint16(round[8:], branchPage)
	binary.NativeEndian.PutUint16(round[10:], 1)
	binary.NativeEndian.PutUint32(round[headerSize:], elementSize)
	binary.NativeEndian.PutUint32(round[headerSize+4:], 1)
	binary.NativeEndian.PutUint64(round[headerSize+8:], free)
	return os.WriteFile(file, content, 0o640)
}

func TestLockedFile(t *testing.T) {
	storeURL, file := filled(t)
	s := opened(t, storeURL, Options{Max: 60})
	holder, err := bolt.Open(file, 0o640, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	t.Run("says who to look for", func(t *testing.T) {
		err := s.Append(t.Context(), host, numbered(t, 101, 101)...)
		if err == nil || !strings.Contains(err.Error(), "look for a psmonitor that hangs") || !strings.Contains(err.Error(), file) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ends with the context", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		for operation, err := range map[string]error{
			"read":   s.Newest(ctx, host, 1, func([]byte) error { return nil }),
			"append": s.Append(ctx, host, numbered(t, 101, 101)...),
		} {
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), host) {
				t.Errorf("%s: got %v", operation, err)
			}
		}
	})
	t.Run("serves the others", func(t *testing.T) { wantNumbers(t, s, "good", 1, upTo(1, 1)) })
}

func TestFileAfterPanic(t *testing.T) {
	storeURL, file := filled(t)
	broken := func(*access) error { panic("as bbolt does") }
	for _, write := range []bool{false, true} {
		err := withFile(t.Context(), file, time.Now(), write, broken)
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("got %v", err)
		}
	}
	s := opened(t, storeURL, Options{Max: 60})
	mustAppend(t, s, host, numbered(t, 101, 101)...) // the locks are gone
	wantNumbers(t, s, host, 60, upTo(42, 101))
}

// A file that loses its end while it is read ends in the middle, or faults where its mapping is read.
func TestFileCutWhileOpen(t *testing.T) {
	for _, test := range []struct {
		name    string
		visited int // before it is cut
	}{{"before it is read", 0}, {"while it is read", 3}} {
		t.Run("a large one, "+test.name, func(t *testing.T) {
			file := sixty(t, func() int { return 800_000 })
			err := withFile(t.Context(), file, time.Now(), false, func(a *access) error {
				if test.visited == 0 {
					if err := os.Truncate(file, 8192); err != nil {
						return err
					}
				}
				var p pages
				if err := a.begin(&p); err != nil {
					return err
				}
				n := 0
				return p.newest(60, func([]byte) error {
					if n++; n == test.visited {
						return os.Truncate(file, 8192)
					}
					return nil
				})
			})
			wantDamaged(t, err, file, "a page of it cannot be read")
		})
	}
	t.Run("a small one", func(t *testing.T) {
		file := sixty(t, func() int { return 600 })
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r reader
		if err := errors.Join(r.fill(f, 0, 4096), os.Truncate(file, 8192)); err != nil {
			t.Fatal(err)
		}
		wantDamaged(t, r.fill(f, 4096, 20_000), file, "cut off after 8192 of 20000 bytes while it was read")
	})
}

// sixty returns a file with as many documents.
func sixty(t *testing.T, size func() int) (file string) {
	t.Helper()
	s := opened(t, newFolder(t), Options{Max: 60}).(*fileStore)
	mustAppend(t, s, host, sized(t, 60, size)...)
	file, err := s.path(host)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func wantDamaged(t *testing.T, err error, file, how string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), file+" is damaged") || !strings.Contains(err.Error(), how) {
		t.Errorf("got %v, want it damaged: %s", err, how)
	}
}

// What the system refuses says nothing of what is in the file.
func TestFileThatCannotBeRead(t *testing.T) {
	folder, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	var r reader
	err = r.fill(folder, 0, 4096)
	if !errors.Is(err, syscall.EISDIR) || strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), folder.Name()) {
		t.Errorf("got %v", err)
	}
}

func TestCreateFile(t *testing.T) {
	t.Run("what a crash left is made again", func(t *testing.T) {
		storeURL := newFolder(t)
		foreignFiles(t, storeURL) // among them example01.db.new, with nonsense
		s := opened(t, storeURL, Options{Max: 60})
		mustAppend(t, s, host, numbered(t, 1, 1)...)
		wantNumbers(t, s, host, 1, upTo(1, 1))
	})
	t.Run("others may not look", func(t *testing.T) {
		_, file := filled(t)
		for path, want := range map[string]os.FileMode{file: 0o640, filepath.Dir(file): os.ModeDir | 0o750} {
			info, err := os.Stat(path)
			if err != nil || info.Mode()&^want != 0 {
				t.Errorf("%s has mode %v, want %v at most (%v)", path, info.Mode(), want, err)
			}
		}
	})
	t.Run("a smaller maximum removes the oldest", func(t *testing.T) {
		storeURL, _ := filled(t)
		s := opened(t, storeURL, Options{Max: 5})
		mustAppend(t, s, host, numbered(t, 101, 101)...)
		wantNumbers(t, s, host, 60, upTo(97, 101))
	})
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
		{"no path", "file://", "names a folder", Options{Max: 1}},
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

// TestDropFile holds that damage is no reason to keep a file, and that one in use is left alone.
func TestDropFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	s := opened(t, fileURL(folder), Options{Max: 10})
	file := filepath.Join(folder, host+extension)
	mustAppend(t, s, host, numbered(t, 1, 1)...)

	db, err := bolt.Open(file, 0o640, nil) // somebody writes
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Drop(ctx, host); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in use: got %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.WriteFile(file, []byte("not a database"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := s.Drop(t.Context(), host); err != nil {
		t.Errorf("damaged: %v", err)
	}
	wantHosts(t, s)
}
