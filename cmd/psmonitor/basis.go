package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"

	"psmonitor/store"
)

// basis stands for all that a page depends on beside its host's documents: this program, and what the configuration says
// about pages. It is the same text as long as all of that is. The program is told by its file as well, as a build that
// nobody has named may differ from the one before.
func (c config) basis() string {
	b := struct {
		Version, Store string
		Size, Built    int64
		Config         config
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
