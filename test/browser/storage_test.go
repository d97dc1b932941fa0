package browser

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
)

const (
	storageDisks   = 30
	storageSamples = 150
	storageNetRate = 1 << 20 // bytes per second
)

// storageSite returns the folder of a site with a host with thirty disks and as many devices.
var storageSite = once("storage", func(dir string) (string, error) {
	db, site := "file://"+filepath.Join(dir, "db"), filepath.Join(dir, "site")
	if err := writeStorage(db); err != nil {
		return "", err
	}
	return site, run("render", "-store", db, "-out", site)
})

// storagePage returns the address of the page of that host.
func storagePage(t testing.TB) string {
	t.Helper()
	return origins[0].base(t, storageSite(t)) + hostPages(t, storageSite(t))[0]
}

func writeStorage(storeURL string) error {
	ctx, cancel := context.WithTimeout(context.Background(), waitTimeout)
	defer cancel()
	s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	start := began.Truncate(time.Minute).Add(-storageSamples * 5 * time.Minute)
	for i := range storageSamples {
		doc, err := bson.Marshal(storageDocument(start.Add(time.Duration(i)*5*time.Minute), i))
		if err != nil {
			return err
		}
		if err := s.Append(ctx, "storage-01", doc); err != nil {
			return err
		}
	}
	return nil
}

// storageDocument is the i-th sample. The busy time of device d is around 3*d percent.
func storageDocument(at time.Time, i int) bson.D {
	const gib = int64(1 << 30)
	wave := func(k int) float64 { return 1 + 0.3*math.Sin(float64(i*(k%5+1))/11+float64(k)) }
	var disks, devices, nets bson.A
	for d := range storageDisks {
		used := int64(float64(d*3)*wave(d)) * gib / 2
		disks = append(disks, bson.D{{Key: "mount", Value: fmt.Sprintf("/srv/files/share%02d", d)}, {Key: "fstype", Value: "ext4"},
			{Key: "total", Value: 100 * gib}, {Key: "used", Value: used}, {Key: "free", Value: 100*gib - used},
			{Key: "inodes", Value: int64(100000)}, {Key: "inodes_used", Value: int64(1000 * (d + 1))}})
		devices = append(devices, bson.D{{Key: "device", Value: fmt.Sprintf("sd%c%c", 'a'+d/26, 'a'+d%26)},
			{Key: "read", Value: 1e6 * wave(d)}, {Key: "write", Value: 2e6 * wave(d+2)}, {Key: "reads", Value: 40 * wave(d)},
			{Key: "writes", Value: 60 * wave(d+1)}, {Key: "busy", Value: min(100, float64(3*d)*wave(d))}})
	}
	for n := range 2 {
		nets = append(nets, bson.D{{Key: "interface", Value: fmt.Sprintf("eth%d", n)}, {Key: "rx", Value: storageNetRate * wave(n)},
			{Key: "tx", Value: 2 * storageNetRate * wave(n+1)}, {Key: "errors", Value: 0.0}, {Key: "drops", Value: 0.0}})
	}
	return bson.D{
		{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "server", Value: "storage-01"},
		{Key: "date", Value: at}, {Key: "interval", Value: 300.0},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: 20 * wave(1)}, {Key: "nice", Value: 1.0}, {Key: "system", Value: 10 * wave(2)},
			{Key: "iowait", Value: 5.0}, {Key: "irq", Value: 1.0}, {Key: "softirq", Value: 2.0}, {Key: "steal", Value: 0.0}}},
		{Key: "load", Value: bson.D{{Key: "m1", Value: 2 * wave(3)}, {Key: "m5", Value: 2.0}, {Key: "m15", Value: 1.9}}},
		{Key: "phymem", Value: bson.D{{Key: "total", Value: 8 * gib}, {Key: "used", Value: 3 * gib}, {Key: "buffers", Value: gib},
			{Key: "cached", Value: 2 * gib}, {Key: "free", Value: 2 * gib}, {Key: "available", Value: 4 * gib}}},
		{Key: "system", Value: bson.D{{Key: "os", Value: "linux"}, {Key: "cpus", Value: int64(8)}}},
		{Key: "disks", Value: disks}, {Key: "diskio", Value: devices}, {Key: "net", Value: nets},
	}
}
