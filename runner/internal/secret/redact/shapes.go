package redact

import (
	"math"
	"regexp"
	"strings"
	"sync"
)

// shape describes a well-known kind of key.
type shape struct {
	kind     string
	prefixes []string // what it starts with, at least three bytes
	pattern  string   // of all of it
	random   bool     // the prefix alone says too little: what follows must look random
	part     bool     // the group of the pattern is the key, not the whole
	inside   bool     // it may start inside a word
	// before, unless 0, is the byte behind the key, and the first of those among: most texts with
	// the prefix need then not be matched.
	before byte
	among  string

	once sync.Once
	re   *regexp.Regexp
}

// longestKey is the maximum length of a key that is matched.
const longestKey = 16 << 10

// compiled returns the pattern, compiled when it is first asked for.
func (p *shape) compiled() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(`^(?:` + p.pattern + `)`) })
	return p.re
}

// fits reports whether a key of this shape starts at h, and sets h to it: to the
// group of the pattern, if it has one.
func (p *shape) fits(s string, h *hit) bool {
	if !p.inside && !starts(s, h.start) {
		return false
	}
	text := s[h.start:min(len(s), h.start+longestKey)]
	if p.before != 0 {
		rest := text[min(len(text), h.end-h.start):]
		if i := strings.IndexAny(rest, p.among); i < 0 || rest[i] != p.before {
			return false
		}
	}
	at := p.compiled().FindStringSubmatchIndex(text)
	if at == nil {
		return false
	}
	own := at[len(at)-2:]
	if p.random && !isRandom(text[own[0]:own[1]]) {
		return false
	}
	if !p.part {
		own = at[:2]
	}
	h.start, h.end = h.start+own[0], h.start+own[1]
	return true
}

// starts reports whether a key may start at i: the byte before it cannot be part of one, unless it
// ends an escape such as \n, \u000a or %20. So a run of key characters is matched once, however
// many prefixes it contains.
func starts(s string, i int) bool {
	if i == 0 || !isWord(s[i-1]) && s[i-1] != '-' && s[i-1] != '.' {
		return true
	}
	return i >= 2 && s[i-2] == '\\' && strings.IndexByte("bfnrt", s[i-1]) >= 0 ||
		i >= 3 && s[i-3] == '%' || i >= 6 && s[i-6] == '\\' && s[i-5] == 'u'
}

// LooksRandom reports whether a text is long and as mixed as keys are.
func LooksRandom(s string) bool { return len(s) >= 16 && isRandom(s) }

// isRandom distinguishes keys from words joined by hyphens: it requires some digits, and characters
// spread as evenly as random ones (Shannon entropy in bits per character).
func isRandom(s string) bool {
	const leastDigits, leastEntropy = 2, 3.0
	var count [256]int
	digits := 0
	for i := 0; i < len(s); i++ {
		count[s[i]]++
		if '0' <= s[i] && s[i] <= '9' {
			digits++
		}
	}
	entropy := 0.0
	for _, n := range count {
		if n > 0 {
			share := float64(n) / float64(len(s))
			entropy -= share * math.Log2(share)
		}
	}
	return digits >= leastDigits && entropy >= leastEntropy
}
