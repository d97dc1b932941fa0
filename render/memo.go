package render

import "sync"

// maxKeys bounds the memory of hosts that all differ.
const maxKeys = 512

// memo remembers what was made for a key, as hosts share most of it. Its zero value is ready, and safe for several
// goroutines.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]V
}

// get returns what create returns, or has returned for the same key. Errors are not remembered.
func (m *memo[K, V]) get(key K, create func() (V, error)) (V, error) {
	m.mu.Lock()
	v, ok := m.known[key]
	m.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := create()
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxKeys {
		m.known = map[K]V{}
	}
	m.known[key] = v
	return v, nil
}
