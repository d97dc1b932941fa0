package servers

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

// Command is what a client asks a server of MongoDB's protocol.
type Command struct {
	Connection int    // counted from 1
	Name       string // "" when the connection has ended
	Database   string
	Document   bson.Raw // without the documents to insert, which may follow it in the message
}

// Action is what a proxy does with a command. Its zero value passes the command to the server.
type Action struct {
	Answer bson.D // sent instead of the server's answer; the server is not asked
	Cut    bool   // sends half of the server's answer and closes the connection
	Other  bool   // sends the server's answer as if it answered another request
}

// Proxy starts a proxy in front of the server of a URL, and returns the URL that leads through it. decide is called for each
// command, and concurrently. Clients must not ask before they have the last answer, as drivers do.
func Proxy(t testing.TB, storeURL string, decide func(Command) Action) (through string) {
	t.Helper()
	u, err := url.Parse(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	var connections atomic.Int64
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				n := int(connections.Add(1))
				serveConnection(client, server, n, decide)
				decide(Command{Connection: n})
			})
		}
	})
	t.Cleanup(func() { listener.Close() })
	u.Host = listener.Addr().String()
	return u.String()
}

func serveConnection(client net.Conn, address string, n int, decide func(Command) Action) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		question, err := readMessage(client)
		if err != nil {
			return
		}
		action := decide(commandOf(question, n))
		if action.Answer != nil {
			if _, err := client.Write(answerTo(question, action.Answer)); err != nil {
				return
			}
			continue
		}
		if _, err := server.Write(question); err != nil {
			return
		}
		answer, err := readMessage(server)
		if err != nil {
			return
		}
		if action.Cut {
			answer = answer[:len(answer)/2]
		}
		if action.Other {
			answer[8]++ // of the id of the request
		}
		if _, err := client.Write(answer); err != nil || action.Cut {
			return
		}
	}
}

// The messages of MongoDB's wire protocol, little-endian: a header of length, request ID, the request ID that is answered,
// and the kind; then the body. OP_MSG has flags, and sections of which the first is a zero byte and a document. OP_QUERY, by
// which drivers say hello to servers that they do not know, has flags, a name that ends with a zero byte, two numbers, and a
// document. OP_REPLY answers it. Source: MongoDB's manual, "MongoDB Wire Protocol".
const (
	headerBytes = 16
	opReply     = 1
	opQuery     = 2004
	opMsg       = 2013
)

func readMessage(r io.Reader) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, err
	}
	length := int(binary.LittleEndian.Uint32(header))
	message := append(header, make([]byte, length-len(header))...)
	_, err := io.ReadFull(r, message[len(header):])
	return message, err
}

// commandOf returns the command of a message. What an OP_QUERY asks is always hello.
func commandOf(message []byte, connection int) Command {
	c := Command{Connection: connection, Name: "hello", Database: "admin"}
	if binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return c
	}
	body := message[headerBytes+4+1:]
	c.Document = bson.Raw(body[:binary.LittleEndian.Uint32(body)])
	c.Database, _ = c.Document.Lookup("$db").StringValueOK()
	if first, err := c.Document.IndexErr(0); err == nil {
		c.Name = first.Key()
	}
	if c.Name == "isMaster" || c.Name == "ismaster" {
		c.Name = "hello"
	}
	return c
}

// answerTo returns the message that answers another one with a document.
func answerTo(question []byte, answer bson.D) []byte {
	document, err := bson.Marshal(answer)
	if err != nil {
		panic(err)
	}
	message := make([]byte, headerBytes)
	copy(message[8:], question[4:8])
	kind := uint32(opMsg)
	if binary.LittleEndian.Uint32(question[12:]) == opQuery {
		kind = opReply
		message = append(message, make([]byte, 4+8+4)...) // flags, cursor, the first document's number
		message = binary.LittleEndian.AppendUint32(message, 1)
	} else {
		message = append(message, make([]byte, 4+1)...)
	}
	message = append(message, document...)
	binary.LittleEndian.PutUint32(message, uint32(len(message)))
	binary.LittleEndian.PutUint32(message[12:], kind)
	return message
}
