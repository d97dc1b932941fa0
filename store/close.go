package store

import (
	"context"
	"time"
)

// closeTimeout bounds Close. The context of what was done with the store may have ended.
const closeTimeout = 2 * time.Second

// Close closes a store, with a deadline of its own.
func Close(s Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return s.Close(ctx)
}
