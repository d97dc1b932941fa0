package store

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

// proxy stands between the driver and a server. It notes what is asked, and breaks connections when told.
type proxy struct {
	server string // address

	mu       sync.Mutex
	commands []string         // in the order of asking, without those by which connections are kept
	breaks   map[string]int   // by command: how many more of them lose their connection in the middle of the answer
	asked    map[net.Conn]int // connections that are open: how many commands came by each
	most     int              // of those that a command has come by, open at once
}

// newProxy starts a proxy before the server of a URL, and returns the URL that leads through it.
func newProxy(t testing.TB, storeURL string) (p *proxy, through string) {
	t.Helper()
	u, err := url.Parse(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p = &proxy{server: u.Host, breaks: map[string]int{}, asked: map[net.Conn]int{}}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() { listener.Close() })
	u.Host = listener.Addr().String()
	return p, u.String()
}

// serve hands on one question and one answer after the other: the driver asks nothing before it is answered.
func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	defer p.note(client, "")
	for {
		question, err := readMessage(client)
		if err != nil {
			return
		}
		broken := p.note(client, commandOf(question))
		if _, err := server.Write(question); err != nil {
			return
		}
		answer, err := readMessage(server)
		if err != nil {
			return
		}
		if broken {
			answer = answer[:len(answer)/2]
		}
		if _, err := client.Write(answer); err != nil || broken {
			return
		}
	}
}

// note notes a command, or with "" the end of a connection. It reports whether the connection is to break.
func (p *proxy) note(client net.Conn, command string) (broken bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case command == "":
		delete(p.asked, client)
		return false
	case slices.Contains([]string{"hello", "isMaster", "ismaster", "endSessions"}, command):
		return false
	}
	p.commands = append(p.commands, command)
	p.asked[client]++
	p.most = max(p.most, len(p.asked))
	if p.breaks[command] > 0 {
		p.breaks[command]--
		return true
	}
	return false
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
	taken := p.commands
	p.commands = nil
	return taken
}

// readMessage reads one message of MongoDB's wire protocol, which begins with its length.
func readMessage(r io.Reader) ([]byte, error) {
	header := make([]byte, 16)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, err
	}
	length := int(binary.LittleEndian.Uint32(header))
	message := append(header, make([]byte, length-len(header))...)
	_, err := io.ReadFull(r, message[len(header):])
	return message, err
}

// commandOf returns the name of the command in an OP_MSG (2013), the first key of its document, after header, flags
// and the kind of section; of the older OP_QUERY, which only says hello, that.
func commandOf(message []byte) string {
	const opMsg, document = 2013, 16 + 4 + 1
	if binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return "hello"
	}
	first, err := bson.Raw(message[document:]).IndexErr(0)
	if err != nil {
		return err.Error()
	}
	return first.Key()
}
