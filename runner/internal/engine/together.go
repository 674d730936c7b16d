package engine

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"assay/runner/internal/crash"
	"assay/runner/internal/pipeline"
)

// judgeTogether judges documents, n at the same time, and hands them over in their order. After an
// error it begins with no other.
func (c *Course) judgeTogether(ctx context.Context, tasks []Task, n int) (runs []pipeline.Judged, notRun int, err error) {
	wrong := make([]error, len(tasks))
	out := handing{course: c, ended: make([]bool, len(tasks)), ran: make([]bool, len(tasks)), waiting: map[int]pipeline.Judged{}}
	var next atomic.Int64
	var failed atomic.Bool
	var workers crash.Group
	for range min(n, len(tasks)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(tasks) && !failed.Load(); i = int(next.Add(1)) - 1 {
				t := tasks[i] // so that what a shelved document is judged by is let go of
				var one pipeline.Judged
				if t.Document.Shelved == nil || ctx.Err() == nil {
					if one, wrong[i] = c.judge(ctx, &t); wrong[i] != nil {
						failed.Store(true)
					}
				}
				out.take(i, one)
			}
		})
	}
	workers.Wait()
	var fell *crash.Crash
	if err = errors.Join(wrong...); err != nil && !errors.As(err, &fell) {
		return nil, 0, err
	}
	return out.runs, out.rest(tasks), err
}

// handing hands documents over in their order, though they end in another one.
type handing struct {
	course *Course

	mu         sync.Mutex
	ended, ran []bool                  // by task
	next       int                     // the first task that has not ended
	waiting    map[int]pipeline.Judged // for earlier ones
	runs       []pipeline.Judged
}

// take takes in what came of a task, and hands over what waited for it.
func (h *handing) take(task int, one pipeline.Judged) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended[task], h.ran[task] = true, one.Run != nil
	h.waiting[task] = one
	for ; h.next < len(h.ended) && h.ended[h.next]; h.next++ {
		h.hand(h.next)
	}
}

func (h *handing) hand(task int) {
	one := h.waiting[task]
	delete(h.waiting, task)
	if h.ran[task] {
		h.runs = h.course.judged(h.runs, &one)
	}
}

// rest hands over what still waits, once nothing more is judged, and counts the findings that were
// not.
func (h *handing) rest(tasks []Task) (notRun int) {
	for i := range tasks {
		if i >= h.next {
			h.hand(i)
		}
		if !h.ran[i] {
			notRun += tasks[i].findings()
		}
	}
	return notRun
}
