package store

import (
	"slices"
	"sync"
	"testing"

	"psmonitor/test/servers"
)

// proxy stands between the driver and a server. It notes what is asked, and breaks connections when told.
type proxy struct {
	mu       sync.Mutex
	commands []string       // in the order of asking, without those by which connections are kept
	breaks   map[string]int // by command: how many more of them lose their connection in the middle of the answer
	asked    map[int]bool   // connections that are open and that a command has come by
	most     int            // of them at once
}

// newProxy starts a proxy before the server of a URL, and returns the URL that leads through it.
func newProxy(t testing.TB, storeURL string) (p *proxy, through string) {
	t.Helper()
	p = &proxy{breaks: map[string]int{}, asked: map[int]bool{}}
	return p, servers.Proxy(t, storeURL, p.note)
}

// note notes a command.
func (p *proxy) note(c servers.Command) (a servers.Action) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch c.Name {
	case "":
		delete(p.asked, c.Connection)
		return a
	case "hello", "endSessions":
		return a
	}
	p.commands = append(p.commands, c.Name)
	p.asked[c.Connection] = true
	p.most = max(p.most, len(p.asked))
	if p.breaks[c.Name] > 0 {
		p.breaks[c.Name]--
		a.Cut = true
	}
	return a
}

// breakNext makes the next n connections break on which the command is asked.
func (p *proxy) breakNext(n int, command string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.breaks[command] = n
}

// taken returns the commands since it was last called.
func (p *proxy) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := slices.Clone(p.commands)
	p.commands = nil
	return taken
}
