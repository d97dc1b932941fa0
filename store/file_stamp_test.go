package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// stamped returns a store with a host whose file has been at rest for an hour, the file, and the host's stamp.
func stamped(t *testing.T) (s *fileStore, file, stamp string) {
	t.Helper()
	s = opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	settle(t, s, host)
	file, err := s.path(host)
	if err != nil {
		t.Fatal(err)
	}
	return s, file, stampOf(t, s, host)
}

func TestStampNeedsRest(t *testing.T) {
	s, file, _ := stamped(t)
	f, _, err := factsOf(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		age  time.Duration // of the last change
		told bool
	}{
		"in the future":     {-time.Hour, false},
		"just now":          {0, false},
		"a moment too soon": {settled - 1, false},
		"just right":        {settled, true},
		"long ago":          {time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			s.now = func() time.Time { return f.changed.Add(test.age) }
			if stamp := stampOf(t, s, host); (stamp != "") != test.told {
				t.Errorf("got the stamp %q, want one: %t", stamp, test.told)
			}
		})
	}
}

func TestStampOfReplacedFile(t *testing.T) {
	s, file, stamp := stamped(t)
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(t.TempDir(), "copy")
	if err := os.WriteFile(beside, content, fileMode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(beside, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(beside, file); err != nil {
		t.Fatal(err)
	}
	if again := stampOf(t, s, host); again == "" || again == stamp {
		t.Errorf("got the stamp %q after %q, of another file of the same size and time", again, stamp)
	}
}

func TestStampOfWhatIsNoFile(t *testing.T) {
	s, file, _ := stamped(t)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, folderMode); err != nil {
		t.Fatal(err)
	}
	if stamp := stampOf(t, s, host); stamp != "" {
		t.Errorf("got the stamp %q of a folder", stamp)
	}
}

// writerURL is the environment variable by which this test binary becomes a writer that never ends by itself.
const writerURL = "PSMONITOR_TEST_WRITER"

// A writer is killed again and again, wherever it is in its work: the same stamp has to mean the same documents.
func TestStampAfterKilledWriter(t *testing.T) {
	if storeURL := os.Getenv(writerURL); storeURL != "" {
		s := opened(t, storeURL, Options{Max: 10})
		for n := 1; ; n++ {
			mustAppend(t, s, host, numbered(t, n, n)...)
			fmt.Println("appended")
		}
	}
	s, _, _ := stamped(t)
	for round := range 10 {
		settle(t, s, host)
		stamp := stampOf(t, s, host)
		killWriter(t, fileURL(s.folder), 1+round)
		again := stampOf(t, s, host)
		if again == "" || again == stamp {
			t.Errorf("round %d: got the stamp %q after %q, though documents were stored", round, again, stamp)
		}
		if len(numbers(t, s, host, 10)) == 0 {
			t.Errorf("round %d: no documents are left", round)
		}
	}
}

// killWriter starts a writer and kills it after so many documents.
func killWriter(t *testing.T, storeURL string, documents int) {
	t.Helper()
	writer := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	writer.Env = append(os.Environ(), writerURL+"="+storeURL)
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); documents > 0 && lines.Scan(); documents-- {
	}
	if err := writer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := writer.Wait(); err == nil || documents > 0 {
		t.Fatalf("the writer ended by itself: %v", err)
	}
}
