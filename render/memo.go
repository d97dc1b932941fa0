package render

import "sync"

// mostKnown bounds the memory of hosts that all differ.
const mostKnown = 512

// memo remembers what was made for a key, as hosts share most of it. Its zero value is ready, and safe for several
// goroutines.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]V
}

// of returns what create returns, or has returned for the same key. Errors are not remembered.
func (m *memo[K, V]) of(key K, create func() (V, error)) (V, error) {
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
	if m.known == nil || len(m.known) >= mostKnown {
		m.known = map[K]V{}
	}
	m.known[key] = v
	return v, nil
}
