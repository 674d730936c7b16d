package redact

import (
	"strings"
	"sync/atomic"

	"assay/runner/internal/exchange"
)

// clean remembers fields of headers that had nothing to mask, as long as nothing is learned: the
// answers of an API repeat most of theirs. What is remembered was examined in full.
type clean [64]atomic.Pointer[exchange.Field]

// mostClean is the size in bytes of the longest value that is remembered.
const mostClean = 256

// at returns where a field is remembered, by its name.
func (c *clean) at(f exchange.Field) *atomic.Pointer[exchange.Field] {
	n := len(f.Value)
	if f.Name != "" {
		n = len(f.Name)*37 + int(f.Name[0])*7 + int(f.Name[len(f.Name)-1])*11 + int(f.Name[len(f.Name)/2])
	}
	return &c[n%len(c)]
}

func (r *Redactor) isClean(f exchange.Field) bool {
	if r.learned != nil {
		return false
	}
	known := r.clean.at(f).Load()
	return known != nil && *known == f
}

// noteClean remembers a copy: who reads back what was recorded uses the memory of its text again.
func (r *Redactor) noteClean(f exchange.Field) {
	if r.learned == nil && len(f.Value) <= mostClean {
		r.clean.at(f).Store(&exchange.Field{Name: strings.Clone(f.Name), Value: strings.Clone(f.Value)})
	}
}
