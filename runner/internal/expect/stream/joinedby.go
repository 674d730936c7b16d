package stream

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// joinedTexts is `joined` with `by`: a text for each index of the parts.
type joinedTexts struct {
	at       source.Pos
	path, by *jsonpath.Path
	pairs    *jsonpath.Paired
	each     *predicate.Predicate // on each text; may be nil
	want     *predicate.Predicate // on the map from indexes to texts; may be nil
}

// joining is the text of one index.
type joining struct {
	index string
	text  strings.Builder
}

// misplaced is a part that cannot be joined: it is not a text, or has no index.
type misplaced struct {
	event                  int
	expected, actual, next string
	code                   outcome.Code
}

// texts concatenates the parts of each index, in the order of the indexes' first parts, or returns
// the first part that cannot be joined.
func (j *joinedTexts) texts(v *streamView) (all []*joining, odd *misplaced) {
	known := map[string]*joining{}
	n := v.messages()
	if v.More > 0 {
		n = min(n, len(v.Events)-1) // more events came before the last
	}
	for i := 0; i < n && odd == nil; i++ {
		root, err := v.value(i)
		if err != nil {
			continue
		}
		j.pairs.Visit(root, func(parts, indexes values.Nodes) bool {
			for _, part := range parts {
				if part == nil {
					continue
				}
				text, isText := part.(string)
				index, isIndex := indexOf(indexes)
				switch {
				case !isText:
					odd = j.notText(v, i, part)
				case !isIndex:
					odd = j.noIndex(v, i, indexes)
				default:
					one := known[index]
					if one == nil {
						one = &joining{index: index}
						known[index] = one
						all = append(all, one)
					}
					one.text.WriteString(text)
					continue
				}
				return false
			}
			return true
		})
	}
	return all, odd
}

// indexOf returns the index of a part, a number or a text.
func indexOf(nodes values.Nodes) (string, bool) {
	if len(nodes) != 1 {
		return "", false
	}
	switch index := nodes[0].(type) {
	case json.Number:
		return string(index), true
	case string:
		return index, true
	}
	return "", false
}

func (j *joinedTexts) notText(v *streamView, i int, part any) *misplaced {
	return &misplaced{
		event: i, code: outcome.Type, expected: "texts to put together", actual: show.Value(part, values.AsJSON) + " in " + v.name(i),
		next: "only texts and null are put together; this is " + show.WithArticle(values.TypeOf(part)),
	}
}

func (j *joinedTexts) noIndex(v *streamView, i int, indexes values.Nodes) *misplaced {
	m := &misplaced{
		event: i, code: outcome.Absent, expected: "an index of each part at " + j.by.Text + ", a number or a text",
		actual: "none in " + v.name(i) + ": " + show.Quote(v.Events[i].Data),
	}
	switch {
	case len(indexes) > 1:
		m.code, m.actual = outcome.Several, text.Count(len(indexes), "node")+" for one part in "+v.name(i)+": "+show.Nodes(indexes, values.AsJSON)
	case len(indexes) == 1:
		m.code, m.actual = outcome.Type, show.Value(indexes[0], values.AsJSON)+" in "+v.name(i)
	}
	return m
}

func (j *joinedTexts) judge(v *streamView, out *outcome.Result) {
	all, odd := j.texts(v)
	s := outcome.Subject{Key: "stream", Part: "joined " + j.path.Text}
	if odd != nil {
		out.Fail(outcome.Failure{At: j.at, Code: odd.code, Subject: s, Expected: odd.expected, Actual: odd.actual, Next: odd.next})
		return
	}
	why := ""
	switch {
	case v.cut != "":
		why = v.cutText()
	case v.More > 0:
		why = v.left("joined")
	}
	if j.each != nil {
		j.judgeEach(v, all, why, s, out)
	}
	if j.want != nil {
		j.judgeAll(all, why, s, out)
	}
}

func (j *joinedTexts) judgeEach(v *streamView, all []*joining, why string, s outcome.Subject, out *outcome.Result) {
	for _, one := range all {
		of := outcome.Subject{Key: s.Key, Part: s.Part + " at index " + one.index}
		if why != "" {
			judgeCut(j.each, one.text.String(), why, of, out)
			continue
		}
		j.each.JudgeText(one.text.String(), of, out)
	}
	switch {
	case len(all) > 0:
	case why != "":
		out.Doubt(s.String() + ": " + why)
	default:
		out.Fail(outcome.Failure{At: j.at, Code: outcome.Absent, Subject: s, Expected: j.each.String(), Actual: "no event has that part", Detail: v.lastSeen()})
	}
}

// judgeAll judges the texts as a map from their indexes.
func (j *joinedTexts) judgeAll(all []*joining, why string, s outcome.Subject, out *outcome.Result) {
	if why != "" {
		out.Doubt(s.String() + ": " + why)
		return
	}
	texts := make(map[string]any, len(all))
	for _, one := range all {
		texts[one.index] = one.text.String()
	}
	s.Part += " by index"
	j.want.Judge(texts, s, out)
}

func (j *joinedTexts) String() string {
	words := "joined " + j.path.Text + " by " + j.by.Text
	if j.each != nil {
		words += " each " + j.each.String()
	}
	if j.want != nil {
		words += " " + j.want.String()
	}
	return words
}
