package store

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// errWrongResponse is the error for a response that does not belong to the request before it.
var errWrongResponse = errors.New("the server's response has the id of another request: is it the right server?")

// checkingDialer makes connections that refuse responses to other requests than the last one, which the driver does not check. It is
// for connections without TLS: on others the bytes are encrypted, and the server has proved who it is.
type checkingDialer struct{}

// DialContext connects as the driver's own dialer does.
func (checkingDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{KeepAlive: 5 * time.Minute}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &checkedConn{Conn: conn}, nil
}

// checkedConn is a connection to a MongoDB server. One goroutine may read while another one writes. Each request has one response:
// the driver does not stream them in the monitoring mode of optionsOf.
type checkedConn struct {
	net.Conn
	sent, received messages
	request        atomic.Uint32 // the id of the message written last
}

func (c *checkedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.pass(b[:n], func(id, _ uint32) bool {
		c.request.Store(id)
		return true
	})
	return n, err
}

func (c *checkedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if !c.received.pass(b[:n], func(_, responseTo uint32) bool { return responseTo == c.request.Load() }) {
		return 0, errWrongResponse
	}
	return n, err
}

// messages follows the messages of one direction of a connection. Each begins with 16 bytes, little-endian: its length, its id, the
// id of the message that it answers, and its kind. Source: MongoDB's manual, "MongoDB Wire Protocol".
type messages struct {
	header [16]byte
	have   int // bytes of the header
	rest   int // bytes of the message that are to come
}

// pass follows bytes. It calls header with the ids of each message that begins, and reports whether all calls did.
func (m *messages) pass(b []byte, header func(id, responseTo uint32) bool) bool {
	for len(b) > 0 {
		if m.rest > 0 {
			n := min(m.rest, len(b))
			m.rest, b = m.rest-n, b[n:]
			continue
		}
		n := copy(m.header[m.have:], b)
		m.have, b = m.have+n, b[n:]
		if m.have < len(m.header) {
			return true
		}
		if !header(binary.LittleEndian.Uint32(m.header[4:]), binary.LittleEndian.Uint32(m.header[8:])) {
			return false
		}
		length := int(int32(binary.LittleEndian.Uint32(m.header[:]))) // the driver refuses one that is too short
		m.have, m.rest = 0, max(0, length-len(m.header))
	}
	return true
}
