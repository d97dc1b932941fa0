package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// unwatched is how long a command runs before it watches signals. Watching costs a thread, and with it a twentieth of a
// sample's processor time; most samples are over sooner.
const unwatched = 100 * time.Millisecond

// watchSignals returns a context that ends with SIGINT and SIGTERM, so that a command can end what it is at and say so.
// At first they end the process by themselves: every command has to bear that at any instant, as from kill -9.
func watchSignals() (ctx context.Context, stop func()) {
	ctx, stop = context.WithCancel(context.Background())
	time.AfterFunc(unwatched, func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
		<-signals
		stop()
	})
	return ctx, stop
}
