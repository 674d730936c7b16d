// Package har makes drafts of suites from HAR files, as browsers and proxies write them: a probe
// and a finding for each exchange of an API, and the recorded answers, so that the suite can replay
// immediately.
//
// Goals: resources of a page (images, styles, scripts) are left out and counted; neither suite nor
// fixtures hold cookies, tokens or keys. Non-goals: reading HAR itself, which package fixture does.
package har

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// Options selects the exchanges to import.
type Options struct {
	Suite string
	All   bool // images, styles, scripts, fonts and preflights too
	// ReadFile reads a body from a file next to the HAR. May be nil.
	ReadFile func(path string) ([]byte, error)
}

// zipped is how an archive starts, as Playwright writes one for the name "x.zip".
var zipped = []byte("PK\x03\x04")

// Read makes a draft of a HAR. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	if bytes.HasPrefix(from.Text, zipped) {
		var ps source.Problems
		ps.Add(source.Pos{File: &source.File{Name: from.Name}, Line: 1, Col: 1}, "it is an archive (zip)").Next = "unpack it, and import the .har in it; its bodies are read from the files beside it"
		return nil, ps
	}
	file, err := fixture.ParseForeignHAR(from.Name, from.Text, o.ReadFile)
	if err != nil {
		return nil, err
	}
	return Of(from, file, o)
}

// Of makes a draft of exchanges that were read already: the entries of file, whose probes name
// them. It may change their observations. from stands for the file in messages. The error is a
// source.Problems.
func Of(from *source.File, file *fixture.File, o Options) (*importer.Draft, error) {
	r := &reader{Draft: importer.New(from, o.Suite), options: o, seen: map[string]string{}, given: map[string][]given{}, left: map[string]int{}, headers: map[string]bool{}}
	r.Left = append(r.Left, file.Warnings...)
	r.entries = len(file.Entries)
	for _, e := range file.Entries {
		r.entry(e)
	}
	r.counted()
	if len(r.Probes) == 0 {
		return nil, r.empty()
	}
	r.SequenceWrites()
	return r.Draft, nil
}

// empty returns the reason for a file without probes.
func (r *reader) empty() error {
	var ps source.Problems
	for _, p := range r.Left {
		one := *p
		one.Severity = source.Error
		ps = append(ps, &one)
	}
	at := source.Pos{File: r.From, Line: 1, Col: 1}
	switch {
	case r.unanswered > 0:
		ps = nil // one line for all
		ps.Add(at, "it holds requests without answers only (%d)", r.unanswered).Next = "export it with its answers, or write its requests as curl commands: assay import curl"
	case r.options.All || r.entries == 0:
		ps.Add(at, "no exchange is in it").Next = "record one, and export it again"
	default:
		ps.Add(at, "no exchange of an API is in it").Next = "--all takes images, styles, scripts and fonts too"
	}
	return ps
}

type reader struct {
	*importer.Draft
	options Options
	seen    map[string]string // requests, and the first probe that sends each
	given   map[string][]given
	left    map[string]int  // kinds of omitted entries
	headers map[string]bool // names of omitted headers

	entries    int // all that the file has, but those that cannot be read
	unanswered int // those without an answer
}

func (r *reader) entry(e *fixture.Entry) {
	o := e.Observation
	if kind := r.unwanted(o); kind != "" {
		r.left[kind]++
		return
	}
	if o.Failure != nil {
		r.unanswered++
		why := "no reason is given"
		if o.Failure.Message != "" {
			why = o.Failure.Message
		}
		r.Drop(e.At, "ask live: expect: {error: …} says how it must fail", "%s %s got no answer and is left out: %s", o.Request.Method, address(o), why)
		return
	}
	r.dropContent(e)
	p := &importer.Probe{At: e.At, Request: importer.Request{Method: o.Request.Method}}
	r.Address(&p.Request, importer.Literal(o.Request.URL))
	for _, h := range o.Request.Header {
		r.header(&p.Request, h)
	}
	if parts := r.parts(e, p); parts != nil {
		p.Body = &importer.Entry{Key: "multipart", Value: parts}
	} else if len(o.Request.Body) > 0 && !r.Body(&p.Request, importer.Literal(text(o.Request.Body))) {
		r.Drop(e.At, "put the bytes into a file and name it with file:", "the body of %s %s is binary and is left out", o.Request.Method, address(o))
	}
	if o.Request.Stream {
		p.Options.Set("stream", framing(o.Request.Framing))
	}
	r.FromAnswers(p)
	r.pathIDs(p)
	if r.twice(e, p) {
		return
	}
	r.Add(p, e.Probe)
	r.Recorded[p.ID] = e
	r.Expect(p, importer.Claim(o.Request.Method, importer.ShownPath(p.URL), o.Status), importer.ExpectAnswer(o))
	r.answered(p, o)
}

// dropContent takes the content out of a response that can have none (RFC 9110, sections 15.3.5 and
// 15.4.5): a browser puts in what its cache has.
func (r *reader) dropContent(e *fixture.Entry) {
	o := e.Observation
	if len(o.Body) == 0 || o.Status != http.StatusNotModified && o.Status != http.StatusNoContent {
		return
	}
	o.Body, o.Size, o.SHA256, o.Stream = nil, 0, "", nil
	o.Header = slices.DeleteFunc(o.Header, func(h exchange.Field) bool {
		return slices.Contains([]string{"content-type", "content-length", "content-encoding"}, strings.ToLower(h.Name))
	})
	r.Drop(e.At, "leave the header If-None-Match or If-Modified-Since out to ask for the content",
		"the content of the %d to %s %s is left out: such a response has none", o.Status, o.Request.Method, address(o))
}

// text converts bytes to text; invalid bytes stay, for Body to see.
func text(b []byte) string { return string(b) }

func address(o *exchange.Observation) string {
	origin, _, _ := strings.Cut(o.Request.URL, "?")
	return origin
}

// header adds a header unless browsers or clients generate it.
func (r *reader) header(p *importer.Request, h exchange.Field) {
	switch {
	case strings.EqualFold(h.Name, "Expect"), strings.EqualFold(h.Name, "Accept-Encoding") && h.Value == "identity":
		r.headers[strings.ToLower(h.Name)] = true // no browser does
	case importer.IsClientHeader(h.Name), strings.EqualFold(h.Name, "Host"):
	case importer.IsBrowserHeader(h.Name):
		r.headers[strings.ToLower(h.Name)] = true
	case strings.EqualFold(h.Name, "Accept") && (h.Value == "*/*" || strings.HasPrefix(h.Value, "text/html,")):
	case !utf8.ValidString(h.Value):
		r.headers[strings.ToLower(h.Name)] = true
	default:
		r.Header(p, h.Name, importer.Literal(h.Value))
	}
}

// twice reports whether an earlier entry has the same request: a probe is sent once, and a fixture
// has one answer for it.
func (r *reader) twice(e *fixture.Entry, p *importer.Probe) bool {
	key := fmt.Sprint(p.Method, p.URL, p.Headers, p.Cookies, p.Auth)
	if p.Body != nil {
		key += fmt.Sprint(p.Body.Value)
	}
	first, twice := r.seen[key]
	if !twice {
		r.seen[key] = e.Probe
		return false
	}
	note := ""
	if before := r.Recorded[first]; before != nil && before.Observation.Status != e.Observation.Status {
		note = fmt.Sprintf("; it was answered %d then, and %d here", before.Observation.Status, e.Observation.Status)
	}
	r.Drop(e.At, "repeat: and until: ask several times", "%s %s is asked again and left out: the probe %q sends the same%s", p.Method, address(e.Observation), first, note)
	return true
}

// unwanted returns the kind of an exchange outside the API, "" for one of the API.
func (r *reader) unwanted(o *exchange.Observation) string {
	if r.options.All {
		return ""
	}
	if o.Request.Method == http.MethodOptions && o.Request.Header.Has("Access-Control-Request-Method") {
		return "preflights"
	}
	if o.Request.Method != http.MethodGet {
		return ""
	}
	name := strings.ToLower(path.Ext(importer.PathWords(o.Request.URL)))
	kind := mediaKind("", name)
	for _, text := range o.Header.Values("Content-Type") {
		if media, _, _ := mime.ParseMediaType(text); kind == "" {
			kind = mediaKind(media, name)
		}
	}
	return kind
}

// mediaKind returns the kind of a page's resource by its media type or file extension.
func mediaKind(media, name string) string {
	switch {
	case strings.HasPrefix(media, "image/"), name == ".png", name == ".ico", name == ".svg", name == ".jpg", name == ".gif", name == ".webp":
		return "images"
	case strings.HasPrefix(media, "font/"), strings.Contains(media, "font-"), name == ".woff2", name == ".woff", name == ".ttf":
		return "fonts"
	case media == "text/css", name == ".css":
		return "styles"
	case strings.Contains(media, "javascript"), name == ".js", name == ".mjs", name == ".map", media == "application/wasm":
		return "scripts"
	case strings.HasPrefix(media, "audio/"), strings.HasPrefix(media, "video/"):
		return "sounds and films"
	}
	return ""
}

// counted lists the omitted entries by kind.
func (r *reader) counted() {
	at := source.Pos{File: r.From}
	var kinds []string
	for kind, n := range r.left {
		kinds = append(kinds, fmt.Sprintf("%s (%d)", kind, n))
	}
	sort.Strings(kinds)
	if len(kinds) > 0 {
		r.Drop(at, "--all takes them too", "what a page loads beside the API is left out: %s", strings.Join(kinds, ", "))
	}
	var names []string
	for name := range r.headers {
		names = append(names, name)
	}
	sort.Strings(names)
	if len(names) > 0 {
		r.Drop(at, "write those that matter under headers:", "headers that a browser sends of itself are left out: %s", strings.Join(names, ", "))
	}
}

const (
	leastSecret = 4 // least characters of a value that counts as a secret
	leastHeader = 8 // and of a header's value, as Access-Control-Allow-Credentials: true is none
	leastID     = 8 // and of a value that later requests may capture from the answer
)

// answered records the values that later requests may take from an answer: cookies that it sets,
// headers, parameters of where it leads on to and members of JSON with credential names, and ids.
func (r *reader) answered(p *importer.Probe, o *exchange.Observation) {
	for _, h := range o.Header {
		switch {
		case strings.EqualFold(h.Name, "Set-Cookie"):
			pair, _, _ := strings.Cut(h.Value, ";")
			if name, text, ok := strings.Cut(pair, "="); ok && len(text) >= leastSecret {
				r.Answered(p, name+" cookie", text, importer.MapOf("cookie", name), true)
			}
		case slices.Contains(leading, strings.ToLower(h.Name)):
			r.leadsOn(p, h)
		case names.Credential(h.Name) && len(h.Value) >= leastHeader:
			r.Answered(p, h.Name, h.Value, importer.MapOf("header", h.Name), true)
		}
	}
	if n, err := jsontree.Parse(&source.File{Text: o.Body}); err == nil {
		path, _, _ := strings.Cut(p.URL, "?")
		r.members(p, path, n, nil)
	}
	if o.Stream == nil {
		return
	}
	for i := range o.Stream.Events {
		if n, err := jsontree.Parse(&source.File{Text: []byte(o.Stream.Events[i].Data)}); err == nil {
			r.streamed(p, n)
		}
	}
}

// streamed records the members with credential names of a stream's event. A later request captures
// them from the text of the stream.
func (r *reader) streamed(p *importer.Probe, n *jsontree.Node) {
	for _, item := range n.Items {
		text, ok := item.Value.(string)
		if ok && n.Object && isSecret(item.Key, text) {
			r.Answered(p, item.Key, text, importer.MapOf("regex", `"`+regexp.QuoteMeta(item.Key)+`"\s*:\s*"([^"]+)"`), true)
			r.redactPath(item.Key)
		}
		r.streamed(p, item)
	}
}

// leading are the headers that have addresses to go on with.
var leading = []string{"location", "content-location", "link", "refresh"}

const parameterValue = `=([^&#>"\s]+)` // in the coding of the address

var parameter = source.Pattern(`[?&#]([^=&#>]+)` + parameterValue)

// leadsOn records the parameters with credential names in the addresses of a header.
func (r *reader) leadsOn(p *importer.Probe, h exchange.Field) {
	for _, found := range parameter().FindAllStringSubmatch(h.Value, -1) {
		if name, text := found[1], found[2]; names.Credential(name) && len(text) >= leastSecret {
			from := importer.MapOf("header", h.Name)
			from.Set("regex", "[?&#]"+regexp.QuoteMeta(name)+parameterValue)
			r.Answered(p, name, text, from, true)
		}
	}
}

// members records the texts and ids of a JSON value at a place; path is that of the request.
func (r *reader) members(p *importer.Probe, path string, n *jsontree.Node, at value.Path) {
	for i, item := range n.Items {
		step := value.Member(item.Key)
		if n.List {
			step = value.Item(i)
		}
		below := at.Then(step)
		text, ok := item.Value.(string)
		switch {
		case ok && n.Object && isSecret(item.Key, text):
			r.Answered(p, item.Key, text, importer.MapOf("json", below.String()), true)
			r.redactPath(item.Key)
		case ok && n.Object && len(text) >= leastID && idKey().MatchString(item.Key):
			r.Answered(p, item.Key, text, importer.MapOf("json", below.String()), false)
		case n.Object:
			r.gives(p, path, item, below)
		}
		r.members(p, path, item, below)
	}
}

// isSecret reports whether the text of a member of an answer is a secret.
func isSecret(name, text string) bool {
	return names.Kind(name) != "" && len(text) >= leastSecret && !redact.Ordinary(text)
}

var idKey = source.Pattern(`(?i)(^|_|[a-z])(id|uuid|guid|slug|cursor|key)$`)

func (r *reader) redactPath(key string) {
	p := importer.Anywhere(key)
	for _, known := range r.RedactJSON {
		if known == p {
			return
		}
	}
	r.RedactJSON = append(r.RedactJSON, p)
}

// framing returns the value of the key stream for that framing.
func framing(f exchange.Framing) any {
	if f == exchange.SSE {
		return true
	}
	return string(f)
}
