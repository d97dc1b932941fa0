package store

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"go.mongodb.org/mongo-driver/event"
)

// maxMembers is the largest number of members of a replica set. Source: MongoDB's manual, "Replica Set Members".
const maxMembers = 50

// members watches which members the servers of a replica set announce. The driver starts several goroutines for each of them,
// connects to all, and compares each with each, so that a hostile server with 50,000 would keep it busy for hours.
type members struct {
	tooMany context.Context // ends, with the reason as its cause, when there are too many
	end     context.CancelCauseFunc

	mu    sync.Mutex
	known map[string]bool // by address
}

func newMembers() *members {
	m := &members{known: map[string]bool{}}
	m.tooMany, m.end = context.WithCancelCause(context.Background())
	return m
}

// monitor returns what the driver has to call.
func (m *members) monitor() *event.ServerMonitor {
	return &event.ServerMonitor{ServerHeartbeatSucceeded: func(e *event.ServerHeartbeatSucceededEvent) {
		announced := make([]string, len(e.Reply.Members))
		for i, address := range e.Reply.Members {
			announced[i] = address.String()
		}
		if m.add(announced); m.tooMany.Err() != nil {
			runtime.Goexit() // the goroutine that watches this server: otherwise it would add the members now
		}
	}}
}

// add adds the members of one announcement. There may be too many in it, or with those that they have replaced.
func (m *members) add(announced []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(announced) > maxMembers {
		m.end(fmt.Errorf("a server announces %d members of the replica set, but MongoDB allows %d: is it the right server?", len(announced), maxMembers))
		return
	}
	for _, address := range announced {
		m.known[address] = true
	}
	if len(m.known) > 2*maxMembers {
		m.end(fmt.Errorf("the servers announce more and more members of the replica set, %d so far: are they the right servers?", len(m.known)))
	}
}

// limit returns a context for an operation, which also ends when there are too many members.
func (m *members) limit(ctx context.Context) (limited context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(m.tooMany, func() { cancel(context.Cause(m.tooMany)) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// failure returns the reason why operations ended; nil if there are not too many members.
func (m *members) failure() error {
	if m == nil {
		return nil
	}
	return context.Cause(m.tooMany)
}
