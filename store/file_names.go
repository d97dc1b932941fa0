package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
)

// A host's file is NAME.bson, where NAME is what metric.FileName makes of the host, so that hosts have different files even if a
// file system ignores case. mongodump names its files after the collections as they are, and writes a second one
// beside each.
const (
	extension       = ".bson"
	dumpExtension   = ".metadata.json"
	formerExtension = ".db" // of the files of older versions
)

// fileName returns the name of a host's file.
func (s *fileStore) fileName(host string) string {
	if s.isDump {
		return host + extension
	}
	return metric.FileName(host) + extension
}

// hostOf returns the host to whom a file with that extension belongs; ok is false if it belongs to none.
func (s *fileStore) hostOf(file, extension string) (host string, ok bool) {
	name, found := strings.CutSuffix(file, extension)
	if s.isDump {
		return name, found && metric.CheckHost(name) == nil
	}
	host, ok = metric.HostOfFile(name)
	return host, found && ok
}

// Hosts lists the hosts that have files. Other files are left alone.
func (s *fileStore) Hosts(ctx context.Context) (hosts []string, err error) {
	f, err := s.open()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil || f == nil {
		return nil, err
	}
	names, err := f.Names()
	if err != nil {
		return nil, fmt.Errorf("list the hosts of store: %w", err)
	}
	former := ""
	for _, name := range names {
		if host, ok := s.hostOf(name, extension); ok {
			hosts = append(hosts, host)
		} else if _, ok := s.hostOf(name, formerExtension); ok {
			former = name
		}
	}
	if len(hosts) == 0 && former != "" && s.o.ReadOnly {
		return nil, fmt.Errorf("store %s has files of an older psmonitor only, as %s, which this one cannot read: "+
			"delete them, and let psmonitor sample begin new ones", s.path, former)
	}
	slices.Sort(hosts)
	return hosts, nil
}

// isDump reports whether mongodump has made a folder: it writes NAME.metadata.json beside NAME.bson. Files of others that only
// end in the same way do not make one.
func isDump(f *folder.Folder) (bool, error) {
	names, err := f.Names()
	return slices.ContainsFunc(names, func(name string) bool {
		collection, found := strings.CutSuffix(name, dumpExtension)
		return found && f.Has(collection+extension)
	}), err
}
