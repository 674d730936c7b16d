package httpfile

import (
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
)

// fileLine matches a line that stands for a file: < ./file; <@ ./file has its templates filled.
var fileLine = source.Pattern(`^<(@\w*)?\s+(\S.*?)\s*$`)

// mostRead is the greatest size of a file that a suite holds inline, in bytes.
const mostRead = 256 << 10

// body reads the body of a request.
func (r *reader) body(p *importer.Probe, g *region) {
	if r.graphql(p, g) || len(g.body) == 0 {
		return
	}
	media, params, _ := mime.ParseMediaType(g.header("Content-Type").value)
	switch {
	case media == "multipart/form-data" && params["boundary"] != "" && r.parts(p, g, params["boundary"]):
		return
	case media == "application/x-www-form-urlencoded":
		r.form(p, g)
		return
	}
	if name, _, ok := file(g.body[0].text); ok && len(g.body) == 1 {
		if text, ok := r.inlined(g, g.body[0]); ok {
			r.Body(&p.Request, text)
			return
		}
		if r.readable(name) {
			p.Body = &importer.Entry{Key: "file", Value: r.path(name)}
			return
		}
		r.Drop(r.at(g.body[0].at), "put the file beside the suite and name it with file:", "the file %q that is sent is left out", name)
		return
	}
	end := "\n"
	if media == "multipart/form-data" {
		end = "\r\n"
	}
	text, ok := r.joined(g, end)
	if ok && media == "application/x-ndjson" {
		text += "\n"
	}
	if !ok || !r.Body(&p.Request, text) {
		r.Drop(r.at(g.body[0].at), "put the bytes into a file beside the suite and name it with file:", "the body is left out: a part of it is a file that is not there, or no text")
	}
}

// file reads a line that stands for a file; filled reports whether its templates are filled.
func file(text string) (name string, filled, ok bool) {
	m := fileLine().FindStringSubmatch(text)
	if m == nil {
		return "", false, false
	}
	return m[2], m[1] != "", true
}

// inlined returns the text of a file of the body, in the document's syntax; false if it is not
// there, no text, or too long.
func (r *reader) inlined(g *region, l line) (string, bool) {
	name, filled, _ := file(l.text)
	if r.options.ReadFile == nil {
		return "", false
	}
	text, err := r.options.ReadFile(name)
	if err != nil || len(text) > mostRead || !utf8.Valid(text) {
		return "", false
	}
	if _, inject := g.meta("inject-variables"); filled || inject {
		return r.text(string(text), l.at), true
	}
	return importer.Literal(string(text)), true
}

// short reports whether a file is a text that a suite holds inline.
func (r *reader) short(name string) bool {
	_, ok := r.inlined(&region{}, line{text: "< " + name})
	return ok
}

func (r *reader) readable(name string) bool {
	if r.options.ReadFile == nil {
		return false
	}
	_, err := r.options.ReadFile(name)
	return err == nil
}

func (r *reader) path(name string) string {
	if r.options.Path == nil {
		return name
	}
	return r.options.Path(name)
}

// joined returns the lines of a body with the text of its files; false if a file cannot be had.
func (r *reader) joined(g *region, end string) (string, bool) {
	var out []string
	for _, l := range g.body {
		if _, _, isFile := file(l.text); !isFile {
			out = append(out, r.text(l.text, l.at))
			continue
		}
		text, ok := r.inlined(g, l)
		if !ok {
			return "", false
		}
		out = append(out, text)
	}
	return strings.Join(out, end), true
}

// form reads a URL-encoded body, whose lines the tools join without the space around names and
// values.
func (r *reader) form(p *importer.Probe, g *region) {
	var out strings.Builder
	for _, l := range g.body {
		if _, _, isFile := file(l.text); isFile {
			r.Drop(r.at(l.at), "write its fields under form:", "the file %q in a form is left out", l.text)
			continue
		}
		pairs := strings.Split(l.text, "&")
		for i, pair := range pairs {
			name, value, ok := strings.Cut(pair, "=")
			if pairs[i] = strings.TrimSpace(name); ok {
				pairs[i] += "=" + strings.TrimSpace(value)
			}
		}
		out.WriteString(r.text(strings.Join(pairs, "&"), l.at))
	}
	r.Body(&p.Request, out.String())
}

// part is a part of a form while it is read.
type part struct {
	name, filename, media string
	named                 bool // a file name is given
	body                  []line
	at                    int
}

// parts reads a multipart body; false if it has what a list of parts does not express.
func (r *reader) parts(p *importer.Probe, g *region, boundary string) bool {
	all, ok := split(g.body, "--"+boundary)
	if !ok {
		return false
	}
	list := importer.List{}
	for _, one := range all {
		m := importer.Map{{Key: "name", Value: r.text(one.name, one.at)}}
		name, ok := r.content(&m, one, g)
		if !ok {
			r.Drop(r.at(one.at), "put the file beside the suite and write file: in the place of value:", "the file of the part %s is left out", one.name)
		}
		if one.named && (m.Get("file") == nil || path.Base(name) != one.filename) {
			m.Set("filename", r.text(one.filename, one.at))
		}
		if one.media != "" {
			m.Set("type", one.media)
		}
		list = append(list, m)
	}
	p.Body = &importer.Entry{Key: "multipart", Value: list}
	for i, h := range p.Headers {
		if strings.EqualFold(h.Key, "Content-Type") {
			p.Headers = append(p.Headers[:i:i], p.Headers[i+1:]...)
			break
		}
	}
	return true
}

// content adds the content of a part, and returns the name of its file; false for a file that
// cannot be had.
func (r *reader) content(m *importer.Map, one *part, g *region) (name string, ok bool) {
	isFile := false
	if len(one.body) == 1 {
		name, _, isFile = file(one.body[0].text)
	}
	if isFile && one.named && r.readable(name) && (one.media != "" || !r.short(name)) {
		m.Set("file", r.path(name))
		if one.media == "" {
			r.Drop(r.at(one.at), "write type: of the part", "the file of the part %s is sent as application/octet-stream; the tools name no type", one.name)
		}
		return name, true
	}
	text, ok := r.joined(&region{metas: g.metas, body: one.body}, "\r\n")
	if names.Credential(one.name) {
		text = r.Secret(one.name, text)
	}
	m.Set("value", text)
	return name, ok
}

// split splits the lines of a multipart body; false for what form-data does not have.
func split(lines []line, delimiter string) (all []*part, ok bool) {
	var current *part
	inHead := false
	for _, l := range lines {
		text := strings.TrimRight(l.text, " \t")
		switch {
		case text == delimiter+"--":
			return all, len(all) > 0
		case text == delimiter:
			current, inHead = &part{at: l.at}, true
			all = append(all, current)
		case current == nil:
			if !blank(text) {
				return nil, false
			}
		case inHead && blank(text):
			inHead = false
			if current.name == "" {
				return nil, false
			}
		case inHead:
			if !current.head(text) {
				return nil, false
			}
		default:
			current.body = append(current.body, l)
		}
	}
	return all, len(all) > 0
}

// head reads a header of a part; false for one that a suite does not send.
func (p *part) head(text string) bool {
	name, value, _ := strings.Cut(text, ":")
	switch value = strings.TrimSpace(value); strings.ToLower(strings.TrimSpace(name)) {
	case "content-disposition":
		kind, params, err := mime.ParseMediaType(value)
		p.name = params["name"]
		p.filename, p.named = params["filename"]
		return err == nil && kind == "form-data" && p.name != ""
	case "content-type":
		p.media = value
		return value != "" && !strings.Contains(value, "{{")
	}
	return false
}

var (
	operation = source.Pattern(`^\s*(query|mutation|subscription)\b\s*(\w*)`)
	fragment  = source.Pattern(`^\s*fragment\s+\w+\s+on\s`)
	queryFile = source.Pattern(`^\s*gql(?:\s+[^\s(]+)?\s+<\s+(\S.*?)\s*$`)
)

// graphql reads a GraphQL request: by its method, its header X-REQUEST-TYPE, or a body that starts
// with an operation; false for any other.
func (r *reader) graphql(p *importer.Probe, g *region) bool {
	if len(g.body) == 0 {
		return false
	}
	media := p.Media()
	named := g.method == "GRAPHQL" || strings.EqualFold(g.header("X-Request-Type").value, "graphql")
	first := g.body[0].text
	switch {
	case named, queryFile().MatchString(first):
	case !operation().MatchString(first) && !fragment().MatchString(first):
		return false
	case media != "" && !strings.HasSuffix(media, "json"):
		r.Drop(r.at(g.body[0].at), "write graphql: where the server wants JSON", "the body is sent as a text of %s; httpyac makes JSON of it", media)
		return false
	}
	query, variables, ok := r.query(g)
	if !ok {
		return true
	}
	m := importer.Map{{Key: "query", Value: query}}
	if v, plain, isJSON := r.JSONText(variables); isJSON && plain == nil {
		if object, is := v.(importer.Map); is && len(object) > 0 {
			m.Set("variables", object)
		}
	} else if strings.TrimSpace(variables) != "" {
		r.Drop(r.at(g.body[0].at), "write them under graphql: {variables}", "the variables of the query are left out: they are no JSON, or a variable without quotes has a text")
	}
	if found := operation().FindStringSubmatch(first); found != nil && found[2] != "" {
		m.Set("operation", found[2])
	}
	p.Body = &importer.Entry{Key: "graphql", Value: m}
	if media == "application/json" {
		for i, h := range p.Headers {
			if strings.EqualFold(h.Key, "Content-Type") {
				p.Headers = append(p.Headers[:i:i], p.Headers[i+1:]...)
				break
			}
		}
	}
	return true
}

// query returns the query of a GraphQL body and, behind an empty line, its variables; false for a
// file that cannot be had, which it lists.
func (r *reader) query(g *region) (query, variables string, ok bool) {
	var blocks []string
	for _, block := range blocksOf(g.body) {
		name := ""
		if m := queryFile().FindStringSubmatch(block[0].text); m != nil {
			name = m[1]
		} else if of, _, isFile := file(block[0].text); isFile {
			name = of
		}
		if name == "" {
			text, _ := r.joined(&region{body: block}, "\n")
			blocks = append(blocks, text)
			continue
		}
		text, ok := r.inlined(g, line{text: "<@ " + name, at: block[0].at})
		if !ok {
			r.Drop(r.at(block[0].at), "write the query under graphql:", "the file %q that holds the query is left out", name)
			return "", "", false
		}
		blocks = append(blocks, strings.TrimSpace(text))
	}
	if last := len(blocks) - 1; last > 0 && strings.HasPrefix(strings.TrimSpace(blocks[last]), "{") {
		return strings.Join(blocks[:last], "\n"), blocks[last], true
	}
	return strings.Join(blocks, "\n"), "", true
}

// blocksOf splits a body at its empty lines, but for those inside JSON or a selection.
func blocksOf(body []line) [][]line {
	var out [][]line
	var current []line
	for _, l := range body {
		if blank(l.text) {
			if len(current) > 0 && balanced(current) {
				out, current = append(out, current), nil
			}
			continue
		}
		current = append(current, l)
	}
	if len(current) > 0 {
		out = append(out, current)
	}
	return out
}

// balanced reports whether as many braces close as open.
func balanced(lines []line) bool {
	depth := 0
	for _, l := range lines {
		depth += strings.Count(l.text, "{") - strings.Count(l.text, "}")
	}
	return depth <= 0
}
