package store

import "psmonitor/internal/metric"

// head returns what readers are given of a document.
func head(doc []byte) []byte { return doc[:min(len(doc), metric.MaxDocument)] }

// without returns the documents whose ids are not there, each once.
func without(there map[string]bool, docs [][]byte, ids []string) (rest [][]byte, restIDs []string) {
	for i, id := range ids {
		if !there[id] {
			there[id] = true
			rest, restIDs = append(rest, docs[i]), append(restIDs, id)
		}
	}
	return rest, restIDs
}
