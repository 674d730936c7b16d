package contract

import (
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// matcher decides which tests package testing runs, by the rules of "go help testflag" for -run and
// -skip. Package testing itself decides at each test only, too late to send the probes of
// independent tests together.
type matcher struct {
	run, skip []alternative // nil: no flag
}

// alternative is a pattern for each level of a test's name, outermost first.
type alternative []*regexp.Regexp

// fromFlags returns the matcher of this process.
func fromFlags() *matcher {
	return &matcher{run: alternatives(flagValue("test.run")), skip: alternatives(flagValue("test.skip"))}
}

// flagValue returns the value of a flag of package testing, "" if it is not defined.
func flagValue(name string) string {
	if f := flag.Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// runs reports whether a test of that full name runs, with no test below it.
func (m *matcher) runs(name string) bool {
	levels := strings.Split(name, "/")
	return (m.run == nil || anyMatches(m.run, levels, false)) && !anyMatches(m.skip, levels, true)
}

// anyMatches reports whether one of the alternatives matches. With whole, all its levels must
// match; otherwise a name may have fewer.
func anyMatches(all []alternative, levels []string, whole bool) bool {
	for _, a := range all {
		if (!whole || len(a) <= len(levels)) && a.matches(levels) {
			return true
		}
	}
	return false
}

func (a alternative) matches(levels []string) bool {
	for i, pattern := range a {
		if i < len(levels) && !pattern.MatchString(levels[i]) {
			return false
		}
	}
	return true
}

// alternatives reads the value of -run or -skip. Package testing has refused invalid patterns
// before a test runs.
func alternatives(value string) []alternative {
	if value == "" {
		return nil
	}
	var out []alternative
	for _, one := range split(value, '|') {
		var a alternative
		for _, level := range split(one, '/') {
			pattern, err := regexp.Compile(rewritten(level))
			if err != nil {
				return nil
			}
			a = append(a, pattern)
		}
		out = append(out, a)
	}
	return out
}

// split splits a pattern at a byte outside classes and groups.
func split(pattern string, at byte) []string {
	var out []string
	start, class, group := 0, 0, 0
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case c == '[':
			class++
		case c == ']':
			class = max(class-1, 0)
		case class > 0:
		case c == '(':
			group++
		case c == ')':
			group--
		case c == at && group == 0:
			out = append(out, pattern[start:i])
			start = i + 1
		}
	}
	return append(out, pattern[start:])
}

// rewritten returns a name as package testing shows it: without white space, and with unprintable
// characters escaped.
func rewritten(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte('_')
		case !strconv.IsPrint(r):
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// names gives the tests of one level names that package testing leaves unchanged: duplicates get a
// number.
type names map[string]int

func (n names) unique(name string) string {
	name = rewritten(name)
	for {
		before := n[name]
		n[name]++
		if before == 0 {
			return name
		}
		name = fmt.Sprintf("%s#%02d", name, before)
	}
}
