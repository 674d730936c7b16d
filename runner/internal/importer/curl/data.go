package curl

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// add adds a piece of the body; curl joins them by "&".
func (c *command) add(text string) { c.parts = append(c.parts, text) }

// data reads -d: text, or @FILE without its line ends.
func (c *command) data(value string, at source.Pos) {
	name, isFile := strings.CutPrefix(value, "@")
	if !isFile {
		c.add(value)
		return
	}
	if text, ok := c.input(name, at); ok {
		c.add(strings.NewReplacer("\r", "", "\n", "").Replace(text))
	}
}

// dataBinary reads --data-binary: text, or @FILE unchanged.
func (c *command) dataBinary(value string, at source.Pos) {
	name, isFile := strings.CutPrefix(value, "@")
	if !isFile {
		c.add(value)
		return
	}
	if text, ok := c.input(name, at); ok {
		c.add(text)
	}
}

// json reads --json: data with the headers of JSON.
func (c *command) json(value string, at source.Pos) {
	c.jsonType = true
	if name, isFile := strings.CutPrefix(value, "@"); isFile {
		text, _ := c.input(name, at)
		value = text
	}
	// Several are concatenated, not joined by "&".
	if n := len(c.parts); n > 0 {
		c.parts[n-1] += value
		return
	}
	c.add(value)
}

// dataURLEncode reads --data-urlencode: content, =content, name=content, @file, name@file.
func (c *command) dataURLEncode(value string, at source.Pos) { c.add(c.encoded(value, at)) }

func (c *command) urlQuery(value string, at source.Pos) {
	if raw, ok := strings.CutPrefix(value, "+"); ok {
		c.addQuery(raw)
		return
	}
	c.addQuery(c.encoded(value, at))
}

func (c *command) encoded(value string, at source.Pos) string {
	i := strings.IndexAny(value, "=@")
	if i < 0 {
		return escaped(value)
	}
	name, text := value[:i], value[i+1:]
	if value[i] == '@' {
		text, _ = c.input(text, at)
	}
	if name == "" {
		return escaped(text)
	}
	return name + "=" + escaped(text)
}

// escaped encodes a text for a URL-encoded body, except references.
func escaped(s string) string { return subst.Literals(s, url.QueryEscape) }

// formType is the type of bodies by -d.
const formType = "application/x-www-form-urlencoded"

// canonical reports whether a query is one that a suite's query: is sent as.
func canonical(text string) bool {
	for pair := range strings.SplitSeq(text, "&") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" || !again(name) || !again(value) {
			return false
		}
	}
	return true
}

// again reports whether a text is encoded as it is once it was decoded.
func again(text string) bool {
	return subst.Literals(text, func(s string) string {
		decoded, err := url.QueryUnescape(s)
		if err != nil {
			return ""
		}
		return url.QueryEscape(decoded)
	}) == text
}

// rawPairs returns a URL-encoded text as it is, with the values of credentials as secrets.
func (c *command) rawPairs(text string) string {
	pairs := strings.Split(text, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if ok && names.Credential(plain(name)) {
			pairs[i] = name + "=" + c.Secret(plain(name), value)
		}
	}
	return strings.Join(pairs, "&")
}

// addQuery adds "name=value&…" to the query.
func (c *command) addQuery(text string) { c.queries = append(c.queries, text) }

// ask adds the query to a request: as query:, or to the address where that would be another text.
func (c *command) ask(r *importer.Request) {
	pieces := c.queries
	if c.get {
		pieces = slices.Concat(c.parts, pieces)
	}
	if len(pieces) == 0 {
		return
	}
	text := strings.Join(pieces, "&")
	if !canonical(text) {
		address, _, _ := strings.Cut(r.URL, "#")
		sign := "?"
		if strings.Contains(address, "?") {
			sign = "&"
		}
		r.URL = address + sign + c.rawPairs(text)
		return
	}
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		c.AddQuery(r, plain(name), plain(value))
	}
}

func plain(s string) string {
	if subst.Has(s) {
		return s
	}
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return s
}

// input returns the text of a file, or of the here-document for "-".
func (c *command) input(name string, at source.Pos) (string, bool) {
	if name == "-" {
		if !c.hasIn {
			c.Drop(at, "write the body into the command", "what is read from standard input is left out")
		}
		return c.stdin, c.hasIn
	}
	return c.readFile(name, at)
}

// mostRead is the greatest size of a file that a suite holds inline, in bytes.
const mostRead = 256 << 10

func (c *command) readFile(name string, at source.Pos) (string, bool) {
	if c.reader.options.ReadFile == nil {
		c.Drop(at, "write the body into the suite, or name the file with file:", "the file %s is left out", cut(name))
		return "", false
	}
	text, err := c.reader.options.ReadFile(name)
	switch {
	case err != nil:
		c.Drop(at, "write the body into the suite, or name the file with file:", "the file %s is left out: %v", cut(name), err)
		return "", false
	case len(text) > mostRead || !utf8.Valid(text):
		c.file = c.path(name)
		return "", false
	}
	return importer.Literal(string(text)), true
}

// upload reads -T: the file is the body, sent with PUT.
func (c *command) upload(value string, at source.Pos) {
	c.uploads = true
	if value != "-" && value != "." {
		c.uploaded = value[strings.LastIndexByte(value, '/')+1:]
	}
	if c.method == "" {
		c.method = "PUT"
	}
	if text, ok := c.input(value, at); ok {
		c.add(text)
	}
}

// form reads -F: name=value, name=@file, name=<file, each with ;type= and ;filename=.
func (c *command) form(value string, at source.Pos) {
	name, text, ok := strings.Cut(value, "=")
	if !ok {
		c.Drop(at, "write name=value", "-F %s is left out: it has no =", cut(value))
		return
	}
	pieces := fields(text)
	part := importer.Map{{Key: "name", Value: name}}
	content := pieces[0]
	switch {
	case strings.HasPrefix(content, "@"):
		c.partFile(&part, content[1:], at)
	case strings.HasPrefix(content, "<"):
		body, _ := c.input(content[1:], at)
		part.Set("value", body)
	default:
		part.Set("value", c.partValue(name, unquoted(content)))
	}
	for _, extra := range pieces[1:] {
		switch key, v, _ := strings.Cut(extra, "="); strings.TrimSpace(key) {
		case "type":
			part.Set("type", strings.Trim(v, `"`))
		case "filename":
			part.Set("filename", unquoted(v))
			if part.Get("type") == nil {
				part.Set("type", cmp.Or(partTypes[strings.ToLower(filepath.Ext(unquoted(v)))], "application/octet-stream"))
			}
		default:
			c.Drop(at, "leave it out", "-F %s: %s is left out: a part has a name, a type and a filename", name, cut(extra))
		}
	}
	c.multipart = append(c.multipart, part)
}

// unquoted returns the text in the quotes that curl reads around a value of -F.
func unquoted(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(s[1 : len(s)-1])
}

func (c *command) formString(value string, _ source.Pos) {
	name, text, _ := strings.Cut(value, "=")
	c.multipart = append(c.multipart, importer.Map{{Key: "name", Value: name}, {Key: "value", Value: c.partValue(name, text)}})
}

func (c *command) partValue(name, text string) string {
	if names.Credential(name) {
		return c.Secret(name, text)
	}
	return text
}

// partFile adds a file as the content of a part.
func (c *command) partFile(part *importer.Map, path string, at source.Pos) {
	path = strings.Trim(path, `"`)
	read := c.reader.options.ReadFile
	if read == nil {
		read = func(string) ([]byte, error) { return nil, fmt.Errorf("no file is read") }
	}
	if _, err := read(path); err != nil {
		part.Set("value", "")
		part.Set("filename", path[strings.LastIndexByte(path, '/')+1:])
		c.Drop(at, "put the file beside the suite and write file: in the place of value:", "the file %s of a part is left out: %v", cut(path), err)
		return
	}
	part.Set("file", c.path(path))
	if kind := partTypes[strings.ToLower(filepath.Ext(path))]; kind != "" {
		part.Set("type", kind)
	}
}

// partTypes are the types that curl gives the parts of files, by their ending.
var partTypes = map[string]string{
	".gif": "image/gif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain", ".htm": "text/html", ".html": "text/html",
	".pdf": "application/pdf", ".xml": "application/xml",
}

// fields splits at each ";" outside quotes.
func fields(s string) []string {
	var out []string
	quoted, from := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}
