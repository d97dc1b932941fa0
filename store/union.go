package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Union is the hosts of several stores, for reading. A host that is in several belongs to the first of them that can be read. Its
// methods are safe for concurrent use.
type Union struct {
	Hosts []string // sorted
	Away  []Away   // stores that cannot be read: nobody knows which hosts they have
	Twice []Twice  // by host

	open map[string]member // by host
	all  []Store
}

// Away is a store that cannot be read.
type Away struct {
	Name string // as pages may show it
	Err  error
}

// Twice is a host that is in two stores, by their names. It is read from the first.
type Twice struct{ Host, First, Second string }

// member is a store with its name.
type member struct {
	Store
	name string
}

// errNoHosts is a store in which there is nothing: most likely it is the wrong one.
var errNoHosts = errors.New("has no hosts: has psmonitor sample stored samples there?")

// OpenUnion opens the stores at the URLs and lists their hosts. If no store can be read, it returns an error.
func OpenUnion(ctx context.Context, urls []string, o Options) (*Union, error) {
	type answer struct {
		store Store
		hosts []string
		err   error
	}
	answers := make([]answer, len(urls))
	var asking sync.WaitGroup
	for i, storeURL := range urls {
		asking.Go(func() {
			a := &answers[i]
			a.store, a.hosts, a.err = openAndList(ctx, storeURL, o)
		})
	}
	asking.Wait()
	u := &Union{open: map[string]member{}}
	var errs []error
	for i, a := range answers {
		if a.err != nil {
			u.Away, errs = append(u.Away, Away{Name(urls[i]), a.err}), append(errs, a.err)
			continue
		}
		u.all = append(u.all, a.store)
		u.add(member{a.store, Name(urls[i])}, a.hosts)
	}
	slices.Sort(u.Hosts)
	if len(u.all) == 0 {
		return nil, errors.Join(errs...)
	}
	return u, nil
}

// openAndList opens a store. One without hosts counts as one that cannot be read.
func openAndList(ctx context.Context, storeURL string, o Options) (Store, []string, error) {
	s, err := Open(ctx, storeURL, o)
	if err != nil {
		return nil, nil, err
	}
	hosts, err := s.Hosts(ctx)
	if err == nil && len(hosts) == 0 {
		err = fmt.Errorf("%s %w", Redact(storeURL), errNoHosts)
	}
	if err != nil {
		return nil, nil, errors.Join(err, Close(s))
	}
	return s, hosts, nil
}

// add adds the hosts of a store.
func (u *Union) add(m member, hosts []string) {
	for _, host := range hosts {
		if first, known := u.open[host]; known {
			u.Twice = append(u.Twice, Twice{host, first.name, m.name})
			continue
		}
		u.open[host] = m
		u.Hosts = append(u.Hosts, host)
	}
}

// Of returns the store of one of Hosts.
func (u *Union) Of(host string) Store { return u.open[host].Store }

// NameOf returns the name of the store of one of Hosts.
func (u *Union) NameOf(host string) string { return u.open[host].name }

// Close closes the stores.
func (u *Union) Close() error {
	var errs []error
	for _, s := range u.all {
		errs = append(errs, Close(s))
	}
	return errors.Join(errs...)
}

// Name returns what pages may show of a store's URL: neither user nor options.
func Name(storeURL string) string {
	shown, _, _ := strings.Cut(Redact(storeURL), "?")
	scheme, rest, _ := strings.Cut(shown, "://")
	if scheme == "file" {
		return shown
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
}
