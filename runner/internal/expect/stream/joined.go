package stream

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// joinedText is `joined`: the same part of each event's JSON, concatenated.
type joinedText struct {
	at   source.Pos
	path *jsonpath.Path // nil: the data itself
	want *predicate.Predicate
}

// joinedWords are the keys of `joined`.
var joinedWords = []lang.Word{
	lang.NewWord("path", lang.Of("a JSONPath", lang.Schema{"type": "string"}), "where the events have the parts; without it, their data is put together"),
	lang.NewWord("by", lang.Of("a JSONPath", lang.Schema{"type": "string"}), "where a part has its index, in the same item of a list as the part: one text for each index"),
	lang.NewWord("each", predicate.PlainShape, "every text meets this; with by"),
	lang.NewWord("is", predicate.Shape, "the text meets this; with by: the map from indexes to texts"),
}

func joinedSchema() lang.Schema {
	return lang.AnyOf(lang.Closed(joinedWords, "is"), lang.Closed(joinedWords, "path", "by", "each"))
}

// joinedAsked holds the keys of `joined` while it is read.
type joinedAsked struct {
	path, by *jsonpath.Path
	each, is *yaml.Node
	wrong    bool
}

// compileJoined reads {path: …, is: …} or {path: …, by: …, each: …}.
func compileJoined(c *predicate.Compiler, n *yaml.Node) streamPart {
	entries, ok := c.Entries(n, "joined", "a map of "+text.List(lang.Names(joinedWords), "and"))
	if !ok {
		return nil
	}
	var j joinedAsked
	has := map[string]*yaml.Node{}
	for _, e := range entries {
		has[e.Key] = e.KeyNode
		switch e.Key {
		case "path":
			j.path = j.readPath(c, e)
		case "by":
			j.by = j.readPath(c, e)
		case "is":
			j.is = e.Value
		case "each":
			j.each = e.Value
		default:
			_ = c.UnknownWord(e.KeyNode, "key of joined", e.Key, lang.Names(joinedWords))
		}
	}
	switch {
	case j.is == nil && j.each == nil:
		c.Mistake(n, "joined: what the text is to be is missing").Next = "write joined: {path: $.choices[0].delta.content, is: …}"
		return nil
	case has["each"] != nil && has["by"] == nil:
		c.Mistake(has["each"], "joined: each is about several texts, and without by there is one").Next = "write is, or by: $.index"
		return nil
	case has["by"] != nil && has["path"] == nil:
		c.Mistake(has["by"], "joined: by needs the path of the parts").Next = "write path: $.delta.partial_json, by: $.index"
		return nil
	}
	return j.compile(c, n)
}

func (j *joinedAsked) readPath(c *predicate.Compiler, e source.Entry) (path *jsonpath.Path) {
	if text, ok := c.Text(e.Value, e.Key); ok {
		path = jsonpath.Read(c, e.Value, text)
	}
	j.wrong = j.wrong || path == nil
	return path
}

func (j *joinedAsked) compile(c *predicate.Compiler, n *yaml.Node) streamPart {
	if j.each == nil && j.by == nil && !j.wrong {
		one := &joinedText{at: c.At(n), path: j.path}
		one.want = c.Compile(j.is, values.AsText)
		return one
	}
	several := &joinedTexts{at: c.At(n), path: j.path, by: j.by}
	if j.each != nil {
		several.each = c.Compile(j.each, values.AsText)
	}
	if j.is != nil {
		several.want = c.Compile(j.is, values.AsJSON)
	}
	if j.wrong {
		return nil
	}
	several.pairs = jsonpath.Pair(j.path, j.by)
	return several
}

func (j *joinedText) judge(v *streamView, out *outcome.Result) {
	text, parts, odd := j.text(v)
	s := outcome.Subject{Key: "stream", Part: "joined"}
	if j.path != nil {
		s.Part += " " + j.path.Text
	}
	if odd != nil {
		j.refuse(v, odd, s, out)
		return
	}
	switch {
	case v.cut != "":
		judgeCut(j.want, text, v.cutText(), s, out)
		return
	case v.More > 0: // the missing part precedes the last event
		judgeCut(j.want, text, v.left("joined"), s, out)
		return
	}
	before := len(out.Failures)
	j.want.JudgeText(text, s, out)
	if len(out.Failures) > before && parts == 0 {
		f := &out.Failures[before]
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+j.whyNothing(v), "\n")
	}
}

// judgeCut judges the text of a stream that was cut: more may follow, or nothing.
func judgeCut(want *predicate.Predicate, text, why string, s outcome.Subject, out *outcome.Result) {
	partial := values.Partial{Text: text, Why: why}
	if want.Outcome(text) == outcome.Met && want.Outcome(partial) == outcome.Unmet {
		out.Doubt(s.String() + ": " + partial.Why)
		return
	}
	want.Judge(partial, s, out)
}

// oddPart is a part that is not a text: clients that concatenate the parts fail.
type oddPart struct {
	event int
	value any
}

// text concatenates the parts and returns how many there are, or the first that is not a text.
// Events without the part, or with null, add nothing.
func (j *joinedText) text(v *streamView) (text string, parts int, odd *oddPart) {
	var b strings.Builder
	var single [1]any
	n := v.messages()
	if v.More > 0 {
		n = min(n, len(v.Events)-1) // more events came before the last
	}
	for i := range n {
		if j.path == nil {
			b.WriteString(v.Events[i].Data)
			parts++
			continue
		}
		root, err := v.value(i)
		if err != nil {
			continue
		}
		nodes := values.Nodes(single[:])
		if j.path.Singular() {
			single[0] = j.path.One(root)
		} else {
			nodes = j.path.Nodes(root)
		}
		for _, node := range nodes {
			switch part := node.(type) {
			case string:
				b.WriteString(part)
				parts++
			case nil, values.Nothing:
			default:
				return b.String(), parts, &oddPart{i, node}
			}
		}
	}
	return b.String(), parts, nil
}

func (j *joinedText) refuse(v *streamView, odd *oddPart, s outcome.Subject, out *outcome.Result) {
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	out.Fail(outcome.Failure{
		At: j.at, Code: outcome.Type, Subject: s, Expected: "texts to put together", Actual: v.name(odd.event) + " has " + show.Value(odd.value, values.AsJSON),
		Detail: "only texts and null are put together; this is " + show.WithArticle(values.TypeOf(odd.value)),
		Next:   "to judge such a part by itself, use each or any: {json: {" + j.path.Text + ": …}}",
	})
}

func (j *joinedText) whyNothing(v *streamView) string {
	if v.messages() == 0 {
		return "no event came"
	}
	root, err := v.value(0)
	if err != nil {
		return "no event has that part; " + v.name(0) + " is " + err.Error()
	}
	return "no event has that part; in " + v.name(0) + " " + j.path.Existing(root)
}

func (j *joinedText) String() string {
	if j.path == nil {
		return "joined " + j.want.String()
	}
	return "joined " + j.path.Text + " " + j.want.String()
}
