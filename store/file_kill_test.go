package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// writerURL is the environment variable by which this test binary becomes a writer that never ends by itself.
const writerURL = "PSMONITOR_TEST_WRITER"

// TestKilledWriter kills a writer again and again, wherever it is in its work: nothing is damaged, and the same stamp means
// the same documents.
func TestKilledWriter(t *testing.T) {
	if storeURL := os.Getenv(writerURL); storeURL != "" {
		s := opened(t, storeURL, Options{Max: 10})
		for n := 1; ; n++ {
			mustAppend(t, s, host, numbered(t, n, n)...)
			fmt.Println("appended")
		}
	}
	s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	for round := range 10 {
		makeOld(t, s, host)
		stamp := stampOf(t, s, host)
		killWriter(t, fileURL(s.path), 1+round)
		again := stampOf(t, s, host)
		if again == "" || again == stamp {
			t.Errorf("round %d: got the stamp %q after %q, though documents were stored", round, again, stamp)
		}
		wantDamaged(t, s, 0)
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
