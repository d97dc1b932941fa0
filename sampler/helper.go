package sampler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// Helper is a process that queries the file systems that may hang: one process for all of them, and a thread for each.
//
// A query that hangs cannot be ended, not even by SIGKILL, and a process cannot exit while one of its threads hangs. So
// the sampler leaves the helper when its time is over, and the helper ends when the last query has. Until then it holds
// the locks of the file systems that have not answered, and nobody queries these again.
type Helper struct {
	// Command is the command line that starts the helper: the path of a program, and its arguments from its name on. The
	// program must call AnswerQueries. Without one, all file systems are queried in this process.
	Command []string
	// Locks keeps the locks. If it is nil, a file system that hangs costs a process in each sample.
	Locks Locks
}

// Locks are locks of file systems, which the processes of one machine share.
type Locks interface {
	// Lock locks a file system until the returned file is closed here and in all processes that have inherited it. since
	// is when it was locked. If it is locked, the error is ErrHeld, and since is when that happened. The file may be nil:
	// then only this process knows of the lock.
	Lock(device string) (file *os.File, since time.Time, err error)
	// Unlock closes the file and removes it.
	Unlock(device string, file *os.File)
}

// ErrHeld is the error for a file system that a helper has been querying since an earlier sample.
var ErrHeld = errors.New("it is being queried")

// helperKey is the context key of the Helper.
type helperKey struct{}

// inquiry is a file system that the helper is to query.
type inquiry struct {
	points []mount
	locked bool
	lock   *os.File // may be nil: see Locks
	since  time.Time
	done   bool  // answered, or not asked
	err    error // why it was not asked or not read
}

// volumes queries groups of mounts, one for each file system, until ctx ends.
func (h Helper) volumes(ctx context.Context, groups [][]mount) (volumes []volume, err error) {
	inquiries := h.lock(groups)
	if slices.ContainsFunc(inquiries, func(q inquiry) bool { return !q.done }) {
		volumes = h.query(ctx, inquiries)
	}
	for _, q := range inquiries {
		if q.err != nil {
			err = errors.Join(err, elementError{q.points[0].point, q.err})
		}
	}
	return volumes, err
}

// lock locks the file systems. Those that are locked already get an error, and are done.
func (h Helper) lock(groups [][]mount) []inquiry {
	inquiries := make([]inquiry, len(groups))
	for i, points := range groups {
		q := inquiry{points: points, since: time.Now()}
		if h.Locks != nil {
			q.lock, q.since, q.err = h.Locks.Lock(points[0].deviceNumber)
			q.locked = q.err == nil
		}
		if errors.Is(q.err, ErrHeld) {
			q.err = noAnswer(q.since)
		} else if q.err != nil {
			q.err = fmt.Errorf("not queried, because it may hang and no lock can be taken: %w", q.err)
		}
		q.done = q.err != nil
		inquiries[i] = q
	}
	return inquiries
}

// noAnswer returns the error for a query that hangs. It is the same in each sample.
func noAnswer(since time.Time) error {
	return fmt.Errorf("no answer since %s: is its server or disk unreachable?", since.UTC().Format("2006-01-02 15:04:05 UTC"))
}

// query starts the helper, and returns what it answers until ctx ends. It sets done and err of the inquiries, and unlocks
// those that are answered.
func (h Helper) query(ctx context.Context, inquiries []inquiry) (volumes []volume) {
	answers, ended, err := h.start(ctx, inquiries)
	if err == nil {
		defer answers.Close()
		volumes, err = readAnswers(ctx, answers, inquiries)
	}
	allDone := err == nil
	for i := range inquiries {
		q := &inquiries[i]
		switch {
		case !q.done && ctx.Err() != nil:
			q.err = noAnswer(q.since)
		case !q.done:
			q.err = fmt.Errorf("the process that queries it: %w", err)
		}
		switch {
		case !q.locked:
		case q.done:
			h.Locks.Unlock(q.points[0].deviceNumber, q.lock)
		case q.lock != nil:
			_ = q.lock.Close() // a thread of the helper may still have it
		}
	}
	if allDone {
		select { // so that it is no zombie where process 1 does not wait for orphans
		case <-ended:
		case <-ctx.Done():
		}
	}
	return volumes
}

// start starts the helper. Its answers come through the returned pipe. ended is closed when it has ended.
func (h Helper) start(ctx context.Context, inquiries []inquiry) (answers *os.File, ended <-chan struct{}, err error) {
	answers, write, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer write.Close()
	files := []*os.File{write}
	text, err := questions(ctx, inquiries, &files)
	if err != nil {
		return nil, nil, errors.Join(err, answers.Close())
	}
	cmd := exec.Command(h.Command[0])
	cmd.Args = h.Command[1:]
	// The helper may stay for long. It must not keep a folder busy, know passwords, or have the pipes of cron or ssh, which
	// would wait for it.
	cmd.Dir, cmd.Env = "/", []string{"GOMAXPROCS=1"}
	cmd.Stdin, cmd.ExtraFiles = bytes.NewReader(text), files
	closeOnExec()
	if err := cmd.Start(); err != nil {
		return nil, nil, errors.Join(err, answers.Close())
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // what it has not answered is missing
		close(exited)
	}()
	return answers, exited, nil
}
