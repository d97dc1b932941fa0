package faults

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// fault is what a proxy does after it has forwarded a number of bytes, counted over all connections and both directions.
type fault string

const (
	none     fault = ""
	refuse   fault = "refused connections"
	noAnswer fault = "no answers" // accepts connections and data, and sends nothing
	stall    fault = "stops in mid-message"
	slow     fault = "slow answers" // one byte at a time
	reset    fault = "resets in mid-message"
	cut      fault = "cuts in mid-message" // closes normally
)

// slowInterval is the time between two bytes of a slow answer.
const slowInterval = 5 * time.Millisecond

// proxy is a TCP proxy between the program and a server.
type proxy struct {
	t       *testing.T
	target  string
	address string

	mu         sync.Mutex
	listener   net.Listener
	what       fault
	after      int64 // bytes to forward before the fault
	passed     int64 // bytes
	interfered bool  // since misbehave
	open       map[net.Conn]bool
	restored   chan struct{} // closed by restore: ends frozen connections
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	p := &proxy{t: t, target: target, listener: listen(t), open: map[net.Conn]bool{}, restored: make(chan struct{})}
	p.address = p.listener.Addr().String()
	go p.serve(p.listener)
	t.Cleanup(func() {
		p.restore()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.listener.Close()
	})
	return p
}

// inject makes the proxy fail after the given number of bytes. It refuses connections immediately.
func (p *proxy) inject(what fault, after int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.after, p.passed, p.interfered = what, after, 0, what == refuse
	if what == refuse {
		p.listener.Close()
	}
}

// restore ends the fault and closes all connections. It returns the number of forwarded bytes, and whether any data or
// connection was affected.
func (p *proxy) restore() (passed int64, interfered bool) {
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
	close(p.restored)
	p.restored = make(chan struct{})
	passed, p.passed = p.passed, 0
	return passed, p.interfered
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

// connect connects a client with the server.
func (p *proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		client.Close() // as an overloaded server does
		return
	}
	p.mu.Lock()
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	go p.pass(server, client)
	go p.pass(client, server)
}

// pass forwards data from one side to the other until one of them closes or the fault ends the connection.
func (p *proxy) pass(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || !p.forward(to, from, buffer[:n]) {
			to.Close()
			from.Close()
			return
		}
	}
}

// forward forwards a piece, or applies the fault to it. It returns false when the connection must be closed.
func (p *proxy) forward(to, from net.Conn, piece []byte) bool {
	good, what, restored := p.allowed(int64(len(piece)))
	if _, err := to.Write(piece[:good]); err != nil {
		return false
	}
	rest := piece[good:]
	if len(rest) == 0 {
		return true
	}
	switch what {
	case noAnswer:
		_, _ = io.Copy(io.Discard, from)
		return false
	case stall:
		<-restored
	case slow:
		return p.sendSlowly(to, rest, restored)
	case reset:
		for _, c := range []net.Conn{to, from} {
			if tcp, ok := c.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // makes Close send a reset
			}
		}
	}
	return false
}

// allowed returns how many bytes of a piece may be forwarded, and the fault that applies to the rest.
func (p *proxy) allowed(size int64) (good int64, what fault, restored chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	good = size
	if p.what != none {
		good = min(size, max(0, p.after-p.passed))
		p.interfered = p.interfered || good < size
	}
	p.passed += good
	return good, p.what, p.restored
}

func (p *proxy) sendSlowly(to net.Conn, rest []byte, restored chan struct{}) bool {
	tick := time.NewTicker(slowInterval)
	defer tick.Stop()
	for len(rest) > 0 {
		select {
		case <-restored:
			return false
		case <-tick.C:
		}
		if _, err := to.Write(rest[:1]); err != nil {
			return false
		}
		rest = rest[1:]
	}
	return true
}
