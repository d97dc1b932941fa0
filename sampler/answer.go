package sampler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// firstFile is the number of the first file that a process inherits beside the standard ones: see exec.Cmd.ExtraFiles. The
// helper's is the pipe for its answers. The locks follow.
const firstFile = 3

// question is a file system that the helper is to query. All its paths are of one file system.
type question struct {
	Number int
	Lock   int // of the file; 0: none
	Paths  []questionPath
}

// questionPath is a mount point. A path is any bytes, which a string in JSON cannot be.
type questionPath struct {
	Path []byte
	Bind bool
}

// answer is what the helper found: the usage of one of the paths, or an error.
type answer struct {
	Number, Path       int
	Total, Used, Free  uint64
	Inodes, InodesUsed uint64
	Error              string
}

// questions returns the questions to the helper, and appends the files that it must inherit for them.
func questions(ctx context.Context, inquiries []inquiry, files *[]*os.File) ([]byte, error) {
	var list []question
	for i, q := range inquiries {
		if q.done {
			continue
		}
		ask := question{Number: i}
		if q.lock != nil {
			ask.Lock = firstFile + len(*files)
			*files = append(*files, q.lock)
		}
		for _, m := range q.points {
			path, err := filepath.Abs(statPath(ctx, m.point))
			if err != nil {
				return nil, err
			}
			ask.Paths = append(ask.Paths, questionPath{[]byte(path), m.bind})
		}
		list = append(list, ask)
	}
	return json.Marshal(list)
}

// AnswerQueries is the helper: it reads what it is to query, and writes the answers to the inherited pipe, a line each. It
// returns when all file systems have answered. Nobody may be there to read the answers any more.
func AnswerQueries(in io.Reader) error {
	var list []question
	if err := json.NewDecoder(in).Decode(&list); err != nil {
		return fmt.Errorf("read what to query: %w", err)
	}
	pipe := os.NewFile(firstFile, "answers")
	if pipe == nil {
		return errors.New("there is no pipe for the answers")
	}
	answers := make(chan answer)
	for _, q := range list {
		go func() {
			a := q.answer()
			if q.Lock > 0 {
				_ = os.NewFile(uintptr(q.Lock), "lock").Close() // nothing was written
			}
			answers <- a
		}()
	}
	out := json.NewEncoder(pipe)
	for range list {
		// If the sampler is gone, go on all the same, so that each lock is closed when its file system has answered.
		_ = out.Encode(<-answers)
	}
	return pipe.Close()
}

// answer queries the file system. The paths are those of this process.
func (q question) answer() answer {
	a := answer{Number: q.Number}
	var points []mount
	for _, p := range q.Paths {
		points = append(points, mount{point: string(p.Path), bind: p.Bind})
	}
	v, err := firstVolume(context.Background(), points)
	if err != nil {
		a.Error = err.Error()
		return a
	}
	a.Path = max(0, slices.IndexFunc(points, func(m mount) bool { return m.point == v.point }))
	a.Total, a.Used, a.Free, a.Inodes, a.InodesUsed = v.total, v.used, v.free, v.inodes, v.inodesUsed
	return a
}

// readAnswers reads the answers until all inquiries have one or ctx ends. It sets done and err of the inquiries.
func readAnswers(ctx context.Context, pipe *os.File, inquiries []inquiry) (volumes []volume, err error) {
	stop := context.AfterFunc(ctx, func() { _ = pipe.SetReadDeadline(time.Unix(1, 0)) }) // or this would wait for the pipe
	defer stop()
	in := json.NewDecoder(pipe)
	for slices.ContainsFunc(inquiries, func(q inquiry) bool { return !q.done }) {
		var a answer
		if err := in.Decode(&a); err != nil {
			return volumes, err
		}
		if a.Number < 0 || a.Number >= len(inquiries) || a.Path < 0 || a.Path >= len(inquiries[a.Number].points) {
			return volumes, fmt.Errorf("invalid answer: number %d, path %d", a.Number, a.Path)
		}
		q := &inquiries[a.Number]
		q.done = true
		if a.Error != "" {
			q.err = errors.New(a.Error)
			continue
		}
		volumes = append(volumes, newVolume(q.points[a.Path], usage{a.Total, a.Used, a.Free, a.Inodes, a.InodesUsed}))
	}
	return volumes, nil
}
