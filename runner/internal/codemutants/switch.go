package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// edit is one change of the text that switches mutants: what it puts before the bytes
// between from and to, which it takes away.
type edit struct {
	from, to int
	text     string
	closes   bool // it ends an expression: before whatever begins at the same byte
}

// helper is added to a package whose mutants are switched by the environment: all of them
// are in one binary, and one is on.
const helper = `
import (
	codemutantcmp "cmp"
	codemutantfmt "fmt"
	codemutantos "os"
	codemutantstrconv "strconv"
	codemutantatomic "sync/atomic"
)

var (
	codemutant, _     = codemutantstrconv.Atoi(codemutantos.Getenv("CODEMUTANT"))
	codemutantReached = codemutantos.Getenv("CODEMUTANT_REACHED")
	codemutantSeen    [1 << 16]codemutantatomic.Bool // allocates nothing while tests count allocations
)

func codemutantOn(n int) bool {
	if codemutantReached != "" {
		codemutantNote(n)
	}
	return codemutant == n
}

func codemutantNote(n int) {
	if codemutantSeen[n].Swap(true) {
		return
	}
	f, err := codemutantos.OpenFile(codemutantReached, codemutantos.O_APPEND|codemutantos.O_CREATE|codemutantos.O_WRONLY, 0o600)
	if err == nil {
		_, err = codemutantfmt.Fprintln(f, n)
		_ = f.Close()
	}
	if err != nil {
		panic(err)
	}
}

func codemutantInt(n, was, now int) int {
	if codemutantOn(n) {
		return now
	}
	return was
}

func codemutantLess[T codemutantcmp.Ordered](n int, a, b T) bool { return a < b || a == b && codemutantOn(n) }

func codemutantAtMost[T codemutantcmp.Ordered](n int, a, b T) bool { return a < b || a == b && !codemutantOn(n) }

func codemutantMore[T codemutantcmp.Ordered](n int, a, b T) bool { return a > b || a == b && codemutantOn(n) }

func codemutantAtLeast[T codemutantcmp.Ordered](n int, a, b T) bool { return a > b || a == b && !codemutantOn(n) }
`

// The environment variables that the helper reads: the number of the mutant that is on, from 1,
// and the file to which the number of each mutant that makes a difference is appended, once.
const (
	variable        = "CODEMUTANT"
	reachedVariable = "CODEMUTANT_REACHED"
)

// switches returns the edits that let n switch the mutant on.
func (m *mutant) switches(n int) []edit {
	on := fmt.Sprintf(" != codemutantOn(%d))", n)
	around := func(s span) []edit {
		return []edit{{s.from, s.from, "((", false}, {s.to, s.to, ")" + on, true}}
	}
	if m.statement {
		return []edit{{m.from, m.from, fmt.Sprintf("if !codemutantOn(%d) { ", n), false}, {m.to, m.to, " }", true}}
	}
	switch m.was {
	case "<", "<=", ">", ">=":
		call := map[string]string{"<": "Less", "<=": "AtMost", ">": "More", ">=": "AtLeast"}[m.was]
		return []edit{
			{m.whole.from, m.whole.from, fmt.Sprintf("(codemutant%s(%d, ", call, n), false},
			{m.from, m.to, ",", false},
			{m.whole.to, m.whole.to, "))", true},
		}
	case "&&", "||": // by De Morgan, the other one is the same operator between opposites
		return slices.Concat(around(m.whole), around(span{m.whole.from, m.left}), around(span{m.right, m.whole.to}))
	}
	if m.number() {
		return []edit{{m.from, m.to, fmt.Sprintf("codemutantInt(%d, %s, %s)", n, m.was, m.now), false}}
	}
	return around(m.whole)
}

// switched is a file's text in which the edits are made. Edits are in the order of the
// code, those of what encloses others first.
func switched(text []byte, edits []edit) []byte {
	type placed struct {
		edit
		order int
	}
	all := make([]placed, len(edits))
	for i, e := range edits {
		all[i] = placed{e, i}
		if e.closes {
			all[i].order = -i // what encloses ends last
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		if a.closes != b.closes && a.from == b.from {
			return map[bool]int{true: -1, false: 1}[a.closes]
		}
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.order, b.order))
	})
	var out strings.Builder
	at := 0
	for _, e := range all {
		out.Write(text[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(text[at:])
	return []byte(out.String())
}

// helperFile returns the helper's path, in the folder of a file of the package, and its text.
func helperFile(beside, pkg string) (path string, text []byte) {
	return filepath.Join(filepath.Dir(beside), "codemutant.go"), []byte("package " + pkg + "\n" + helper)
}
