package mask

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// couldMatch reports whether a pattern matches v for some values of the masks. It runs the program
// of the pattern over the text as a set of states; a mask leads to all states that one or more
// hidden characters may lead to.
func (v *View) couldMatch(pattern string) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return true
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return true
	}
	s := &search{prog: prog, seen: make([]bool, len(prog.Inst))}
	s.enter(v.around(0, 0))
	next := 0 // the next mask
	for at := 0; at < len(v.Text) && !s.matched; {
		if next < len(v.Masks) && at == v.Masks[next].Start {
			m := &v.Masks[next]
			at, next = m.End, next+1
			s.stepMask(func(r rune) bool { return v.mayHide(m, r) }, v.around(at, next))
			continue
		}
		r, size := utf8.DecodeRuneInString(v.Text[at:])
		at += size
		s.step(r, v.around(at, next))
	}
	return s.matched
}

// mayHide reports whether m may hide a text with r, which may be the sign of a secret.
func (v *View) mayHide(m *Mask, r rune) bool {
	if i := int(r - firstSign); i >= 0 && i < len(v.secrets) {
		return m.mayHold(&v.secrets[i])
	}
	return m.Hides(r)
}

// around returns the conditions on a position (start of a line, word boundary) that are, or may be,
// met at an offset of the text; next is the first mask that begins there or later.
func (v *View) around(at, next int) syntax.EmptyOp {
	before, afters := rune(-1), []rune{-1}
	if at > 0 {
		before, _ = utf8.DecodeLastRuneInString(v.Text[:at])
	}
	if at < len(v.Text) {
		r, _ := utf8.DecodeRuneInString(v.Text[at:])
		afters[0] = r
	}
	if next < len(v.Masks) && v.Masks[next].Start == at {
		afters = []rune{'a', '-'} // a mask may begin with a letter, and without one
	}
	var all syntax.EmptyOp
	for _, after := range afters {
		all |= syntax.EmptyOpContext(before, after)
	}
	return all
}

// search is a program of a pattern while it runs.
type search struct {
	prog    *syntax.Prog
	states  []uint32 // instructions that wait for a character
	spare   []uint32
	seen    []bool // by instruction: it is among those
	matched bool
}

// enter begins a match here.
func (s *search) enter(around syntax.EmptyOp) { s.add(uint32(s.prog.Start), around) }

// add adds the states that an instruction leads to without a character.
func (s *search) add(pc uint32, around syntax.EmptyOp) {
	if s.seen[pc] {
		return
	}
	s.seen[pc] = true
	i := &s.prog.Inst[pc]
	switch i.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		s.add(i.Out, around)
		s.add(i.Arg, around)
	case syntax.InstCapture, syntax.InstNop:
		s.add(i.Out, around)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(i.Arg)&^around == 0 {
			s.add(i.Out, around)
		}
	case syntax.InstMatch:
		s.matched = true
	case syntax.InstFail:
	default:
		s.states = append(s.states, pc)
	}
}

// step continues with the states whose instruction takes r.
func (s *search) step(r rune, around syntax.EmptyOp) {
	was := s.states
	s.states = s.spare[:0]
	clear(s.seen)
	for _, pc := range was {
		if i := &s.prog.Inst[pc]; i.MatchRune(r) {
			s.add(i.Out, around)
		}
	}
	s.enter(around)
	s.spare = was
}

// stepMask continues with all states that one or more characters allowed by may lead to; around has
// the conditions after the mask, those within it count as met.
func (s *search) stepMask(may func(rune) bool, around syntax.EmptyOp) {
	around |= syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary
	was := s.states
	s.states = nil
	clear(s.seen)
	s.enter(around)
	from := slices.Concat(was, s.states)
	for next := 0; next < len(from); next++ {
		if i := &s.prog.Inst[from[next]]; takesAny(i, may) {
			before := len(s.states)
			s.add(i.Out, around)
			from = append(from, s.states[before:]...)
		}
	}
}

// takesAny reports whether an instruction takes some character that may be hidden. For a large
// class it returns true.
func takesAny(i *syntax.Inst, may func(rune) bool) bool {
	const large = 300
	if len(i.Rune) == 1 {
		return may(i.Rune[0])
	}
	for k := 0; k+1 < len(i.Rune); k += 2 {
		low, high := i.Rune[k], i.Rune[k+1]
		if high-low > large {
			return true
		}
		for r := low; r <= high; r++ {
			if may(r) {
				return true
			}
		}
	}
	return false
}

// View is a text with masks. Secrets that it is compared with are replaced by signs, in both texts.
type View struct {
	Text  string
	Masks []Mask
	// secrets are those that it is compared with, in the order of their signs.
	secrets []Mask
}

// firstSign begins the signs of secrets: code points without a meaning, of a plane for
// private use.
const firstSign = '\U000F0000'
