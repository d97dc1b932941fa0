package config

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
)

// PageBasis returns a text that changes whenever something changes that pages depend on beside their hosts' documents: this
// program, or what the configuration says about pages. The size and time of the program's file count beside its version,
// because two builds without a version may differ.
func (c Config) PageBasis(version string) string {
	b := struct {
		Version, Store string
		Size, Built    int64
		Config         Config
	}{Version: version, Store: c.Stores.Redacted(), Config: c}
	b.Config.Stores, b.Config.State, b.Config.Out, b.Config.Host = nil, "", "", ""
	b.Config.OutIsDefault = false
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			b.Size, b.Built = info.Size(), info.ModTime().UnixNano()
		}
	}
	text, err := json.Marshal(b)
	if err != nil {
		return "" // never: it has only texts and numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
