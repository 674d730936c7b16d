package engine

import (
	"context"
	"os"

	"assay/runner/internal/crash"
	"assay/runner/internal/pipeline"
)

// Open opens documents as the function does. Of a replay of several it judges each while it opens
// the next one, hands it to Hooks.Judged, which must be set, and lets go of it; [Course.Judge]
// judges the rest. After an error, what was handed over must be ignored. It is for a run of
// everything, without FailFast and Timed.
func (c *Course) Open(ctx context.Context, paths []string) ([]*pipeline.Document, error) {
	return open(paths, c.opts, &meanwhile{ctx: ctx, course: c, well: func() bool { return true }})
}

// meanwhile judges one document at a time while others are opened.
type meanwhile struct {
	ctx    context.Context
	course *Course
	well   func() bool // waits for the document before; it reports whether that was judged
}

// take begins to judge a document, once the one before is judged.
func (m *meanwhile) take(d *pipeline.Document) {
	if well := m.well(); !well || m.ctx.Err() != nil || len(d.Plan.Specs) == 0 {
		return
	}
	m.well = crash.Later(func() bool { return m.course.judgeMeanwhile(m.ctx, d) })
}

// end waits for the last document.
func (m *meanwhile) end() {
	if m != nil {
		m.well()
	}
}

// mostShared is how many bytes of fixtures are held for documents to come.
const mostShared = 16 << 20

// makeRoom lets go of the recordings read before one more, if they are too much to hold with it. A
// document that names one of them reads it again, and finds every mistake in it, as in one that is
// held for several.
func (o *opener) makeRoom(path string) {
	size := int64(0)
	if info, err := os.Stat(path); err == nil {
		size = info.Size()
	}
	if o.text += size; o.text > mostShared {
		for key := range o.recorded {
			o.recorded[key] = &recording{gone: true}
		}
		o.text = size
	}
}

// judgeMeanwhile judges a document and lets go of it. After an error it leaves the document as it
// was: Judge comes to the same.
func (c *Course) judgeMeanwhile(ctx context.Context, d *pipeline.Document) bool {
	one, err := c.judge(ctx, &Task{Document: d, Specs: d.Plan.Specs})
	p := c.part(d)
	if err != nil {
		p.known = nil
		return false
	}
	if mayShelve(d) {
		d.Shelved = &pipeline.Shelved{Probes: len(d.Plan.Probes), Findings: Findings(d.Plan.Specs)}
	}
	p.ended = true
	c.judged(nil, &one)
	return true
}
