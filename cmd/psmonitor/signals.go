package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// signalDelay is how long a command runs before it handles signals. Handling them costs a thread, 5 % of a sample's CPU
// time, and most samples end sooner.
const signalDelay = 100 * time.Millisecond

// watchSignals returns a context that SIGINT and SIGTERM cancel, so that a command can end cleanly. During the first
// 100 ms they end the process at once: every command must tolerate that, as it must tolerate kill -9.
func watchSignals() (ctx context.Context, stop func()) {
	ctx, stop = context.WithCancel(context.Background())
	time.AfterFunc(signalDelay, func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
		<-signals
		stop()
	})
	return ctx, stop
}
