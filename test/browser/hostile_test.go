package browser

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
)

// Names that must be shown as text.
const (
	hostileServer    = `</script><script>alert(1)</script>`
	hostileMount     = `/mnt/"><img src=x onerror=alert(1)>`
	hostileInterface = `__f__alert(1)__f__{b|x}`
)

// writeHostile stores a host whose documents contain hostile names.
func writeHostile(storeURL string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for i := range 24 {
		at := start.Add(time.Duration(i) * 5 * time.Minute)
		doc, err := bson.Marshal(hostileDocument(at, float64(i)))
		if err != nil {
			return err
		}
		if err := s.Append(ctx, "innocent", doc); err != nil {
			return err
		}
	}
	return nil
}

func hostileDocument(at time.Time, n float64) bson.D {
	const gib = int64(1 << 30)
	return bson.D{
		{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)},
		{Key: "server", Value: hostileServer},
		{Key: "date", Value: at},
		{Key: "interval", Value: 300.0},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: n}, {Key: "nice", Value: 0.0}, {Key: "system", Value: 5.0},
			{Key: "idle", Value: 95 - n}, {Key: "irq", Value: 0.0}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: hostileMount}, {Key: "fstype", Value: "ext4"},
			{Key: "total", Value: 100 * gib}, {Key: "used", Value: 40 * gib}, {Key: "free", Value: 60 * gib},
			{Key: "inodes", Value: int64(1000)}, {Key: "inodes_used", Value: int64(10)}}}},
		{Key: "net", Value: bson.A{bson.D{{Key: "interface", Value: hostileInterface}, {Key: "rx", Value: 1000 * n},
			{Key: "tx", Value: 500 * n}, {Key: "errors", Value: 0.0}, {Key: "drops", Value: 0.0}}}},
		{Key: "system", Value: bson.D{{Key: "os", Value: "linux"}, {Key: "kernel", Value: hostileServer}, {Key: "cpus", Value: int64(2)}}},
	}
}
