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

// probeTimeout is how long querying a file system may take. A query of a network mount whose server is unreachable never
// returns and cannot be interrupted.
const probeTimeout = 5 * time.Second

// errNoAnswer is the error for a query that did not finish, in this sample or since an earlier one.
var errNoAnswer = errors.New("no answer in time: is its server or disk unreachable?")

// prober runs probes that may hang. It remembers those that still run, so that a sampler with -every does not start them
// again and lose a thread each time. It is safe for concurrent use.
type prober struct {
	limit time.Duration

	mu      sync.Mutex
	running map[string]bool
}

func newProber(limit time.Duration) *prober {
	return &prober{limit: limit, running: make(map[string]bool)}
}

// probe is a query. Its name must be unique, and is used in messages.
type probe[T any] struct {
	name string
	run  func(ctx context.Context) (T, error)
}

type result[T any] struct {
	name  string
	value T
	err   error
}

// probeAll runs the probes concurrently, and returns the values of those that finish in time, in no particular order.
// The error names all that failed or did not finish. A panic is an error.
func probeAll[T any](ctx context.Context, p *prober, probes []probe[T]) (values []T, err error) {
	ctx, cancel := p.withTimeout(ctx)
	defer cancel()
	results := make(chan result[T], len(probes)) // buffered, so that a late probe can end
	pending := make(map[string]bool)
	for _, q := range probes {
		if !p.start(q.name) {
			err = errors.Join(err, elementError{q.name, errNoAnswer})
			continue
		}
		pending[q.name] = true
		go runProbe(ctx, p, q, results)
	}
	for len(pending) > 0 {
		select {
		case r := <-results:
			delete(pending, r.name)
			if r.err != nil {
				err = errors.Join(err, elementError{r.name, r.err})
			} else {
				values = append(values, r.value)
			}
		case <-ctx.Done():
			for _, name := range slices.Sorted(maps.Keys(pending)) {
				err = errors.Join(err, elementError{name, errNoAnswer})
			}
			return values, err
		}
	}
	return values, err
}

func runProbe[T any](ctx context.Context, p *prober, q probe[T], results chan<- result[T]) {
	r := result[T]{name: q.name}
	defer func() {
		if v := recover(); v != nil {
			r.err = fmt.Errorf("panic: %v", v)
		}
		p.finish(q.name) // before sending, so that the receiver can start the probe again
		results <- r
	}()
	r.value, r.err = q.run(ctx)
}

// withTimeout limits ctx to p.limit, and to half of the remaining time, to leave time for other families.
func (p *prober) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := p.limit
	if deadline, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(deadline)/2)
	}
	return context.WithTimeout(ctx, limit)
}

func (p *prober) start(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[name] {
		return false
	}
	p.running[name] = true
	return true
}

func (p *prober) finish(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, name)
}
