package sampler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// answerWithin is how long a file system may take to say how full it is. A network mount whose server is away never
// does, and cannot be interrupted.
const answerWithin = 5 * time.Second

// patience asks questions that may never be answered. It remembers those that were not, so that a sampler that goes
// on running does not ask them over and over, each time losing a thread.
type patience struct {
	limit time.Duration

	mu      sync.Mutex
	waiting map[string]bool
}

func newPatience(limit time.Duration) *patience {
	return &patience{limit: limit, waiting: make(map[string]bool)}
}

// question is one thing to ask; its name is for messages, and tells it from others.
type question[T any] struct {
	name string
	ask  func(ctx context.Context) (T, error)
}

type reply[T any] struct {
	name  string
	value T
	err   error
}

// askAll asks the questions all at once, and returns the answers that came in time, in no order. Questions without an
// answer, or with an error for one, are named in the error. A panic is an error.
func askAll[T any](ctx context.Context, p *patience, questions []question[T]) (answers []T, err error) {
	ctx, cancel := p.within(ctx)
	defer cancel()
	replies := make(chan reply[T], len(questions)) // room for all: who is late must not wait for us
	pending := make(map[string]bool)
	for _, q := range questions {
		if !p.begin(q.name) {
			err = errors.Join(err, fmt.Errorf("%s: no answer since the last sample", q.name))
			continue
		}
		pending[q.name] = true
		go put(ctx, p, q, replies)
	}
	for len(pending) > 0 {
		select {
		case r := <-replies:
			delete(pending, r.name)
			if r.err != nil {
				err = errors.Join(err, fmt.Errorf("%s: %w", r.name, r.err))
			} else {
				answers = append(answers, r.value)
			}
		case <-ctx.Done():
			for _, name := range slices.Sorted(maps.Keys(pending)) {
				err = errors.Join(err, fmt.Errorf("%s: no answer in time: is its server or disk away?", name))
			}
			return answers, err
		}
	}
	return answers, err
}

func put[T any](ctx context.Context, p *patience, q question[T], replies chan<- reply[T]) {
	r := reply[T]{name: q.name}
	defer func() {
		if v := recover(); v != nil {
			r.err = fmt.Errorf("panic: %v", v)
		}
		p.end(q.name) // before the answer, so that whoever has it can ask again
		replies <- r
	}()
	r.value, r.err = q.ask(ctx)
}

// within bounds ctx by the limit, and by half of the time that is left, so that the other families have some.
func (p *patience) within(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := p.limit
	if deadline, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(deadline)/2)
	}
	return context.WithTimeout(ctx, limit)
}

func (p *patience) begin(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting[name] {
		return false
	}
	p.waiting[name] = true
	return true
}

func (p *patience) end(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, name)
}
