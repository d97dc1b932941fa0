//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/render/report"
	"psmonitor/store"
)

// advance appends one sample to each of the hosts: a copy of its newest one, five minutes later.
func advance(ctx context.Context, storeURL string, hosts []string) (err error) {
	st, err := store.Open(ctx, storeURL, store.Options{Max: report.Window})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close(ctx)) }()
	return each(hosts, 16, func(host string) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		var next []byte
		_, err := st.Newest(ctx, host, 1, func(doc []byte) (err error) {
			next, err = later(doc, 5*time.Minute)
			return err
		})
		if err != nil {
			return err
		}
		return st.Append(ctx, host, next)
	})
}

// every returns every nth element of the list, starting with the first.
func every(list []string, n int) (some []string) {
	for i := 0; i < len(list); i += n {
		some = append(some, list[i])
	}
	return some
}

func advanceEvery(ctx context.Context, storeURL, number string) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return fmt.Errorf("%q: want a number above 0", number)
	}
	hosts, err := listed(ctx, storeURL)
	if err != nil {
		return err
	}
	return advance(ctx, storeURL, every(hosts, n))
}

// later returns a copy of the document with a date and an _id that are later by the given time. Both have fixed lengths.
func later(doc []byte, by time.Duration) ([]byte, error) {
	doc = append([]byte(nil), doc...)
	id, date := bson.Raw(doc).Lookup("_id"), bson.Raw(doc).Lookup("date")
	if id.Type != bson.TypeObjectID || date.Type != bson.TypeDateTime {
		return nil, fmt.Errorf("a document whose _id is of type %v and date of type %v", id.Type, date.Type)
	}
	at := time.UnixMilli(date.DateTime()).Add(by)
	made := primitive.NewObjectIDFromTimestamp(at)
	copy(id.Value, made[:])
	binary.LittleEndian.PutUint64(date.Value, uint64(at.UnixMilli()))
	return doc, nil
}

// listed returns the hosts in a store.
func listed(ctx context.Context, storeURL string) (hosts []string, err error) {
	st, err := store.Open(ctx, storeURL, store.Options{Max: report.Window, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close(ctx)) }()
	return st.Hosts(ctx)
}
