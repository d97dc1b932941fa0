package faults

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// misbehaviour is what a proxy does once it has passed a number of bytes, in both directions and over all connections
// together.
type misbehaviour string

const (
	none      misbehaviour = ""
	refuse    misbehaviour = "refused connections"
	blackHole misbehaviour = "black holes" // takes connections and whatever comes, and gives nothing
	freeze    misbehaviour = "freezes in mid-stream"
	trickle   misbehaviour = "trickles" // a byte at a time
	reset     misbehaviour = "resets in mid-message"
	cut       misbehaviour = "cuts in mid-message" // an orderly end
)

// drip is how often a trickle lets a byte through.
const drip = 5 * time.Millisecond

// proxy stands between the program and a server.
type proxy struct {
	t       *testing.T
	target  string
	address string

	mu       sync.Mutex
	listener net.Listener
	what     misbehaviour
	after    int64 // bytes that pass before
	passed   int64 // bytes
	bit      bool  // something was kept from its way
	open     map[net.Conn]bool
	healed   chan struct{} // closed when what is frozen may end
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	p := &proxy{t: t, target: target, listener: listen(t), open: map[net.Conn]bool{}, healed: make(chan struct{})}
	p.address = p.listener.Addr().String()
	go p.serve(p.listener)
	t.Cleanup(func() {
		p.heal()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.listener.Close()
	})
	return p
}

// misbehave begins to do that after so many more bytes. Refusing begins at once.
func (p *proxy) misbehave(what misbehaviour, after int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.after, p.passed, p.bit = what, after, 0, what == refuse
	if what == refuse {
		p.listener.Close()
	}
}

// heal makes it a good proxy again, without the connections that there are. It returns how many bytes have passed, and
// whether any were kept from passing.
func (p *proxy) heal() (passed int64, bit bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.what == refuse {
		l, err := net.Listen("tcp", p.address)
		if err != nil {
			p.t.Errorf("listen again at %s: %v", p.address, err)
			return 0, true
		}
		p.listener = l
		go p.serve(l)
	}
	p.what = none
	for c := range p.open {
		c.Close()
	}
	clear(p.open)
	close(p.healed)
	p.healed = make(chan struct{})
	passed, p.passed = p.passed, 0
	return passed, p.bit
}

func (p *proxy) serve(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return // closed
		}
		go p.connect(client)
	}
}

// connect joins a client with the server.
func (p *proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		client.Close() // as a server does that has no room
		return
	}
	p.mu.Lock()
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	go p.pass(server, client)
	go p.pass(client, server)
}

// pass hands on what comes from one side to the other, as long as it is let.
func (p *proxy) pass(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || !p.hand(to, from, buffer[:n]) {
			to.Close()
			from.Close()
			return
		}
	}
}

// hand hands on a piece, or does the proxy's worst with it. It returns false when the connection is to be closed.
func (p *proxy) hand(to, from net.Conn, piece []byte) bool {
	good, what, healed := p.share(int64(len(piece)))
	if _, err := to.Write(piece[:good]); err != nil {
		return false
	}
	rest := piece[good:]
	if len(rest) == 0 {
		return true
	}
	switch what {
	case blackHole:
		_, _ = io.Copy(io.Discard, from)
		return false
	case freeze:
		<-healed
	case trickle:
		return p.drip(to, rest, healed)
	case reset:
		for _, c := range []net.Conn{to, from} {
			if tcp, ok := c.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // closing then resets
			}
		}
	}
	return false
}

// share returns how much of a piece may pass, and what becomes of the rest.
func (p *proxy) share(size int64) (good int64, what misbehaviour, healed chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	good = size
	if p.what != none {
		good = min(size, max(0, p.after-p.passed))
		p.bit = p.bit || good < size
	}
	p.passed += good
	return good, p.what, p.healed
}

func (p *proxy) drip(to net.Conn, rest []byte, healed chan struct{}) bool {
	tick := time.NewTicker(drip)
	defer tick.Stop()
	for len(rest) > 0 {
		select {
		case <-healed:
			return false
		case <-tick.C:
		}
		if _, err := to.Write(rest[:1]); errors.Is(err, net.ErrClosed) || err != nil {
			return false
		}
		rest = rest[1:]
	}
	return true
}
