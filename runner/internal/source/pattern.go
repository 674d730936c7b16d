package source

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that is compiled when it is first used, so that a command which
// does not need it does not wait for it. Like regexp.MustCompile, its first use panics if text is
// invalid.
func Pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
