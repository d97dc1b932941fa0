package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"sync"

	"psmonitor/internal/config"
	"psmonitor/store"
)

// basis returns a text that changes whenever something changes that pages depend on beside their hosts' documents: this
// program, or what the configuration says about pages. The program is known by its file too, as two builds without a
// version may differ.
func basis(c config.Config) string {
	b := struct {
		Version, Store string
		Size, Built    int64
		Config         config.Config
	}{Version: versionName(), Store: store.Redact(c.Store), Config: c}
	b.Config.Store, b.Config.State, b.Config.Out, b.Config.Host = "", "", "", ""
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			b.Size, b.Built = info.Size(), info.ModTime().UnixNano()
		}
	}
	text, err := json.Marshal(b)
	if err != nil {
		return "" // never: it has nothing but texts and numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// stampsPerJob is how many hosts a job asks for their stamps at once: that is nearly all waiting for the store.
const stampsPerJob = 4

// stamps returns the stamps of hosts. A host whose stamp cannot be had has "", and reading it will tell why.
func (r rendering) stamps(ctx context.Context, st store.Store, hosts []string) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, lostPatience*r.timeout)
	defer cancel()
	stamps := make(map[string]string, len(hosts))
	todo := make(chan string)
	var mu sync.Mutex
	var askers sync.WaitGroup
	for range min(r.jobs*stampsPerJob, len(hosts)) {
		askers.Go(func() {
			for name := range todo {
				stamp, err := st.Stamp(ctx, name)
				if err != nil {
					stamp = ""
				}
				mu.Lock()
				stamps[name] = stamp
				mu.Unlock()
			}
		})
	}
	for _, name := range hosts {
		todo <- name
	}
	close(todo)
	askers.Wait()
	return stamps
}
