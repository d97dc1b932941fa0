package render

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/demo"
)

// documents are the documents of hosts, by the hosts' names, oldest first.
type documents map[string][][]byte

// variedFleet returns the hosts of several demos, and hosts whose documents are changed, damaged, or come irregularly.
func variedFleet(t testing.TB) documents {
	t.Helper()
	all := documents{"none": nil}
	for seed := range int64(3) {
		made := demo.New(seed, 14, noon, 5*time.Minute, 48*time.Hour)
		for i, name := range made.Hosts() {
			docs := made.Documents(name)
			if seed > 0 {
				name = fmt.Sprintf("seed%d-%02d", seed, i)
			}
			all[name] = docs
		}
	}
	web, storage := all["web-01.example.org"], all["storage-01.example.org"]
	all["one"] = web[:1]
	all["gaps"] = slices.Concat(web[:100], web[130:132], web[140:141], web[200:])
	all["more-than-fit"] = slices.Concat(web, web[:40])
	all["malformed"] = slices.Concat(web[:300], [][]byte{web[300][:90], []byte("junk"), nil}, web[301:])
	kinds := changes()
	for _, name := range slices.Sorted(maps.Keys(kinds)) { // in the same order each time, as changes use one random source
		all[name] = changed(t, web, kinds[name])
	}
	all["many-holes"] = changed(t, storage, kinds["holes"])
	return all
}

// change returns what stands for a value of the i-th document.
type change func(i int, key string, v any) any

func changes() map[string]change {
	chance := rand.New(rand.NewPCG(1, 2))
	return map[string]change{
		"hostile": func(_ int, key string, v any) any {
			switch key {
			case "mount", "device", "interface":
				return hostile + v.(string)
			case "server", "platform", "kernel":
				return hostile
			}
			return v
		},
		"holes": func(i int, _ string, v any) any {
			if _, is := number(v); is && (i%90 > 80 || chance.IntN(40) == 0) {
				return nil
			}
			return v
		},
		"coming-and-going": func(i int, _ string, v any) any {
			if list, is := v.(bson.A); is && len(list) > 1 {
				return list[i/50%len(list) : min(len(list), i/50%len(list)+2)]
			}
			return v
		},
		"huge": func(i int, _ string, v any) any {
			if n, is := number(v); is {
				return (n + 1) * math.Pow10(i*7%60-15) * float64(1-i*5%3)
			}
			return v
		},
		"texts": func(i int, _ string, v any) any {
			if n, is := number(v); is && i%3 > 0 {
				return fmt.Sprint(n)
			}
			return v
		},
		"odd": func(i int, _ string, v any) any {
			if _, is := number(v); is && i%20 == 7 {
				return []any{math.NaN(), math.Inf(1), true, "many", bson.D{}}[chance.IntN(5)]
			}
			return v
		},
		"not-finite": func(i int, _ string, v any) any {
			if _, is := v.(float64); is && i%10 == 7 {
				return []float64{math.NaN(), math.Inf(1), math.Inf(-1)}[i%3]
			}
			return v
		},
		"short-integers": func(_ int, _ string, v any) any {
			if n, is := number(v); is {
				return int32(math.Mod(n, 100_000))
			}
			return v
		},
		"local-time": func(_ int, key string, v any) any {
			if date, is := v.(primitive.DateTime); is && key == "date" {
				return date + primitive.DateTime((2 * time.Hour).Milliseconds())
			}
			return v
		},
		"still": func(_ int, _ string, v any) any {
			if _, is := number(v); is {
				return 10.0
			}
			return v
		},
		"uneven": func(i int, key string, v any) any {
			if date, is := v.(primitive.DateTime); is && key == "date" {
				return date + primitive.DateTime(chance.IntN(200_000))
			}
			return v
		},
		"rebooting": func(i int, key string, v any) any {
			switch key {
			case "boot":
				return primitive.NewDateTimeFromTime(noon.Add(-48*time.Hour + time.Duration(i/200)*1000*time.Minute))
			case "uptime":
				return int64(1 + i%200*300)
			}
			return v
		},
	}
}

func number(v any) (n float64, is bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int32:
		return float64(v), true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// changed is documents with each value changed, those below others first.
func changed(t testing.TB, docs [][]byte, f change) (list [][]byte) {
	t.Helper()
	for i, doc := range docs {
		var d bson.D
		err := bson.Unmarshal(doc, &d)
		if err == nil {
			doc, err = bson.Marshal(changedBelow(d, i, f))
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, doc)
	}
	return list
}

func changedBelow(v any, i int, f change) any {
	switch v := v.(type) {
	case bson.D:
		for at := range v {
			v[at].Value = f(i, v[at].Key, changedBelow(v[at].Value, i, f))
		}
	case bson.A:
		for at := range v {
			v[at] = changedBelow(v[at], i, f)
		}
	}
	return v
}
