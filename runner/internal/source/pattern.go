package source

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that is compiled when it is first used, so that a command which
// does not need it does not wait for it. Like regexp.MustCompile, its first use panics if text is
// invalid.
func Pattern(text string) func() *regexp.Regexp { return (&pattern{text: text}).compiled }

// pattern has what sync.OnceValue would make closures of, each inlined into every table anew.
type pattern struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

func (p *pattern) compiled() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(p.text) })
	return p.re
}
