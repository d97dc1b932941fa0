package sampler

import (
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// maxName is the longest name of an element, in bytes. With metric.MaxElements, it keeps a document well below metric.MaxDocument,
// whatever a machine's mounts, devices and interfaces are called, and however many there are.
const maxName = 255

// limited returns the elements that are stored, in their order, and how many are left out: those with too long a name, and
// if there are too many, those that come last by compare.
func limited[T any](list []T, name func(T) string, compare func(a, b T) int) (kept []T, omitted int) {
	kept = slices.DeleteFunc(slices.Clone(list), func(e T) bool { return len(name(e)) > maxName })
	if len(kept) > metric.MaxElements {
		order := make([]int, len(kept))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return compare(kept[a], kept[b]) })
		chosen := order[:metric.MaxElements]
		slices.Sort(chosen)
		for to, from := range chosen {
			kept[to] = kept[from]
		}
		kept = kept[:metric.MaxElements]
	}
	return kept, len(list) - len(kept)
}

// omittedField returns the field that tells how many elements of an array are left out; none for 0.
func omittedField(array string, n int) bson.D {
	if n == 0 {
		return nil
	}
	return bson.D{{Key: array + "_omitted", Value: int64(n)}}
}
