package suite

import (
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/block"
	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// loading is the state of one Load, shared by the documents of a suite.
type loading struct {
	opts     Options
	problems *source.Problems
	suite    *Suite
	shared   *expect.Shared
	pieced   *pieced // nil: the documents are read whole
	world    world
	moved    bool // --target, --var or the environment changed a declared value

	vars map[string]*Var
	// asWritten holds the text of each var before references in it are filled in.
	asWritten map[string]string
	refused   map[string]bool // names with a reported error
	lost      map[string]bool // keys of the suite that could not be read: their declarations are unknown
	secrets   map[string]*Secret
	// namesElsewhere holds, for vars and secrets of other environments than the run's, one of these.
	namesElsewhere map[string]string
	answers        []string
	written        map[string]written
	uses           credentialUses
	tokens         tokens
	// masked reports which ${names} in a response may be masked values: see masks.
	masked func(name string) (made string, masked bool)

	defaults layer             // request: of all documents, merged
	declared []*origin         // its parts, nearest first
	probes   []*draft          // document order
	byID     map[string]*draft // the first mapped of them, and those of tokens; see probe
	mapped   int
	near     int // in probes: the last that was asked for
	blocks   blocks
	finding  findingDraft // being read
	users    *users       // of its expectations
	sorted   []*draft     // by id, for globs; made on first use
	known    []string     // names that references may say; made on first use
	// now and asDeclared are varValue and declaredValue, for fillers; made on first use.
	now, asDeclared subst.Lookup
	located         map[wanted]source.Pos
	noTarget        bool // reported already
	rows            int  // so far
	suggested       int
}

// blocks are where what a document has many of is made.
type blocks struct {
	drafts   block.Of[draft]
	probes   block.Of[Probe]
	requests block.Of[Request]
	findings block.Of[Finding]
	params   block.Of[Param]
	texts    block.Of[string]
	refs     block.Of[Ref]
}

// origin is a part of a document, to find the position of a text in.
type origin struct {
	doc  *doc
	node *yaml.Node
}

// doc is one document being read.
type doc struct {
	*loading
	file *source.File
	dir  string  // the folder that its relative paths start from
	pack *packed // nil: it is none

	repeated expect.Repeated
}

func newLoading(opts Options) *loading {
	if opts.Env == nil {
		opts.Env = os.LookupEnv
	}
	shared := expect.NewShared()
	if opts.Shared != nil {
		shared = opts.Shared.Successor()
	}
	l := &loading{
		opts:     opts,
		problems: &source.Problems{},
		suite:    &Suite{Shared: shared},
		shared:   shared,
		vars:     map[string]*Var{},
		refused:  map[string]bool{}, namesElsewhere: map[string]string{},
		lost:    map[string]bool{},
		secrets: map[string]*Secret{},

		asWritten: map[string]string{},
		defaults:  noLayer(),
	}
	l.tokens.of = map[string]*draft{}
	l.uses = credentialUses{l: l, seen: map[VarUse]bool{}, captures: map[captureName]bool{}}
	return l
}

func (d *doc) at(n *yaml.Node) source.Pos { return d.file.At(n) }

func (d *doc) mistake(n *yaml.Node, format string, args ...any) *source.Problem {
	return d.problems.Add(d.at(n), format, args...)
}

// mostCompared is the maximum number of word comparisons for suggestions.
const mostCompared = 100_000

// nearest returns the known word that word may be a typo of. Comparing with every known word is
// slow, so their number is limited for a document with many errors.
func (l *loading) nearest(word string, known []string) string {
	if l.suggested += len(known); l.suggested > mostCompared && l.suggested > len(known) {
		return ""
	}
	return source.Nearest(word, known)
}

// unknown reports an unknown word. what is its kind, with the key if needed: "probe", "after:
// probe".
func (l *loading) unknown(at source.Pos, what, word string, known []string) {
	key, noun, found := strings.Cut(what, ": ")
	if !found {
		key, noun = "", what
	} else {
		key += ": "
	}
	p := l.problems.Add(at, "%sunknown %s %q", key, noun, cut(word))
	p.Word = word
	p.DidYouMean = l.nearest(word, known)
	switch {
	case p.DidYouMean != "":
	case len(known) == 0:
		p.Next = "none is declared"
	case len(known) <= 12:
		p.Next = "known here: " + lang.List(known)
	}
}
