package httpfile

import (
	"strings"

	"assay/runner/internal/source"
)

// region is what stands between two separators: at most one request.
type region struct {
	line     int // of the separator, or of the first line
	title    string
	comments []line
	metas    []pair // # @key value
	vars     []pair // @key = value
	scripts  []script
	asserts  []line // ?? …

	request           int // the line of the request, 0 without one
	method, address   string
	version           string // of HTTP; "" without one
	headers           []pair
	body              []line
	unknown           []line // lines in front of a request that are nothing known
	spreads, unclosed []line // ...headers; scripts without an end
}

type line struct {
	text string
	at   int // from 1
}

type pair struct {
	key, value string
	at         int
}

// script is a script, or the file that holds one.
type script struct {
	text   string
	at     int  // the line of its first statement
	before bool // it runs before the request
	file   bool // text is the name of a file
	node   bool // httpyac's {{ … }}
}

// meta returns the value of # @key; false if it is absent.
func (g *region) meta(key string) (pair, bool) {
	for _, m := range g.metas {
		if m.key == key {
			return m, true
		}
	}
	return pair{}, false
}

var (
	separator  = source.Pattern(`^\s*#{3,}(.*)$`)
	comment    = source.Pattern(`^\s*(?:#+|/{2,})(.*)$`)
	metaLine   = source.Pattern(`^\s*(?:#+|/{2,})\s*@(\S+)\s*(.*?)\s*$`)
	variable   = source.Pattern(`^\s*@(?:global\.)?([^\s=:]+)\s*:?=\s*(.*?)\s*$`)
	assertLine = source.Pattern(`^\s*\?\?`)
	scriptLine = source.Pattern(`^\s*([<>])\s*\{%(.*)$`)
	scriptFile = source.Pattern(`^\s*([<>])\s+([^\s{%}]+)\s*$`)
	nodeScript = source.Pattern(`^\s*\{\{(?:@js\s+)?([+@])?(request|streaming|response|after|responseLogging)?\s*$`)
	output     = source.Pattern(`^\s*(?:>>!?|<>)\s*\S`)
	saved      = source.Pattern(`^\s*HTTP/\S+\s+[1-5]\d\d\b`)
	methodLine = source.Pattern(`^\s*(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|GRAPHQL|WEBSOCKET|WSS?|GRPC|RSOCKET|SSE|EVENTSOURCE|MQTTS?|AMQPS?)\s+(\S.*?)\s*$`)
	lowerCase  = source.Pattern(`^\s*(get|post|put|delete|patch|head|options)\s+(\S.*?)\s*$`)
	httpSuffix = source.Pattern(`^(.*\S)\s+HTTP/(\S+)(?: \(Prior Knowledge\))?$`)
	headerLine = source.Pattern("^\\s*([!#$%&'*+\\-.^_`|~0-9A-Za-z]+)\\s*:\\s*(.*?),?\\s*$")
	spread     = source.Pattern(`^\s*\.{3}\S+,?\s*$`)
	queryLine  = source.Pattern(`^\s*([?&][^?&\s=].*?)\s*$`)
	pathLine   = source.Pattern(`^\s*(/[^*]*?)\s*$`)
)

// outline reads the regions of a text.
type outline struct {
	lines   []string
	next    int // index of the next line
	current *region
	regions []*region
	delimit bool // requests are parted by ### only
}

func regionsOf(text string) []*region {
	text = strings.TrimPrefix(text, "\ufeff")
	o := &outline{lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), current: &region{line: 1}}
	for o.next < len(o.lines) {
		o.line()
	}
	o.close()
	return o.regions
}

// close ends a region.
func (o *outline) close() {
	for n := len(o.current.body); n > 0 && blank(o.current.body[n-1].text); n-- {
		o.current.body = o.current.body[:n-1]
	}
	o.regions = append(o.regions, o.current)
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// line reads the next line of a region, with those that belong to it.
func (o *outline) line() {
	g, text, at := o.current, o.lines[o.next], o.next+1
	switch {
	case separator().MatchString(text):
		o.close()
		o.current = &region{line: at, title: strings.TrimSpace(separator().FindStringSubmatch(text)[1])}
	case strings.TrimSpace(text) == "/*" && o.past("*/"):
		return
	case !heading(g, text) && o.remark(g, text, at):
	case variable().MatchString(text):
		m := variable().FindStringSubmatch(text)
		g.vars = append(g.vars, pair{key: m[1], value: m[2], at: at})
	case assertLine().MatchString(text):
		g.asserts = append(g.asserts, line{text, at})
	case o.script(g, text, at):
		return
	case o.requestLine(g, text, at):
		return
	case g.request == 0:
	case output().MatchString(text):
	case saved().MatchString(text):
		for o.next+1 < len(o.lines) && !separator().MatchString(o.lines[o.next+1]) && !o.another(g, o.lines[o.next+1]) {
			o.next++
		}
	case len(g.body) > 0 || !blank(text):
		g.body = append(g.body, line{text, at})
	}
	o.next++
}

// remark reads a comment, or the # @key value in it.
func (o *outline) remark(g *region, text string, at int) bool {
	if m := metaLine().FindStringSubmatch(text); m != nil {
		key := kebab(m[1])
		g.metas = append(g.metas, pair{key: key, value: strings.Trim(m[2], `"`), at: at})
		o.delimit = o.delimit || key == "force-region-delimiter"
		return true
	}
	m := comment().FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if words := strings.TrimSpace(m[1]); words != "" && g.request == 0 {
		g.comments = append(g.comments, line{words, at})
	}
	return true
}

// heading reports whether a line is a heading in a Markdown body, which httpyac keeps.
func heading(g *region, text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "#") && g.mediaType("text/markdown")
}

// kebab spells a key of one tool ("noRedirect") as the others do ("no-redirect").
func kebab(key string) string {
	var out strings.Builder
	for i, c := range key {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				out.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		out.WriteRune(c)
	}
	return out.String()
}

// past moves past the next line of the region that is only end; false without one.
func (o *outline) past(end string) bool {
	for i := o.next + 1; i < len(o.lines) && !separator().MatchString(o.lines[i]); i++ {
		if strings.TrimSpace(o.lines[i]) == end {
			o.next = i + 1
			return true
		}
	}
	return false
}

// script reads a script, or the name of its file.
func (o *outline) script(g *region, text string, at int) bool {
	if m := scriptLine().FindStringSubmatch(text); m != nil {
		o.handler(g, m[1] == "<", m[2], at)
		return true
	}
	if m := scriptFile().FindStringSubmatch(text); m != nil && (m[1] == ">" || g.request == 0) {
		g.scripts = append(g.scripts, script{text: m[2], at: at, before: m[1] == "<", file: true})
		o.next++
		return true
	}
	m := nodeScript().FindStringSubmatch(text)
	if m == nil {
		return false
	}
	from := o.next
	if !o.past("}}") {
		return false
	}
	early := m[2] == "request" || m[2] == "" && g.request == 0
	g.scripts = append(g.scripts, script{text: strings.Join(o.lines[from+1:o.next-1], "\n"), at: at + 1, before: early, node: true})
	return true
}

// handler reads {% … %}, on one line or on several.
func (o *outline) handler(g *region, before bool, first string, at int) {
	if text, _, ok := strings.Cut(first, "%}"); ok {
		g.scripts = append(g.scripts, script{text: text, at: at, before: before})
		o.next++
		return
	}
	lines := []string{first}
	for o.next++; o.next < len(o.lines) && !separator().MatchString(o.lines[o.next]); o.next++ {
		text, _, ends := strings.Cut(o.lines[o.next], "%}")
		lines = append(lines, text)
		if ends {
			o.next++
			g.scripts = append(g.scripts, script{text: strings.Join(lines, "\n"), at: at, before: before})
			return
		}
	}
	g.unclosed = append(g.unclosed, line{text: first, at: at})
}

// requestLine reads a request's line, its headers, and the lines that continue its address.
func (o *outline) requestLine(g *region, text string, at int) bool {
	m := methodLine().FindStringSubmatch(text)
	switch {
	case g.request != 0 && !o.another(g, text):
		return false
	case g.request != 0:
		o.close()
		o.current = &region{line: at}
		return true
	case m == nil:
		m = lowerCase().FindStringSubmatch(text)
	}
	if m == nil && !addressLike(text) {
		if !blank(text) {
			g.unknown = append(g.unknown, line{text, at})
		}
		return false
	}
	g.request, g.method, g.address = at, "GET", strings.TrimSpace(text)
	if m != nil {
		g.method, g.address = strings.ToUpper(m[1]), m[2]
	}
	for o.next++; o.next < len(o.lines) && o.head(g, o.lines[o.next], o.next+1); o.next++ {
		continue
	}
	if m := httpSuffix().FindStringSubmatch(g.address); m != nil {
		g.address, g.version = m[1], m[2]
	}
	return true
}

// another reports whether text starts a request behind the region's, without a separator.
func (o *outline) another(g *region, text string) bool {
	return !o.delimit && methodLine().MatchString(text) && !multipart(g)
}

// multipart reports whether the body has parts, whose own lines may look like requests.
func multipart(g *region) bool { return g.mediaType("multipart/mixed") }

// mediaType reports whether the Content-Type of the request starts with a media type.
func (g *region) mediaType(lower string) bool {
	for _, h := range g.headers {
		if strings.EqualFold(h.key, "Content-Type") && strings.HasPrefix(strings.ToLower(h.value), lower) {
			return true
		}
	}
	return false
}

// addressLike reports whether a line without a method may be a request.
func addressLike(text string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if strings.HasPrefix(first, "{{") && !strings.Contains(first, "}}") {
		first, rest, _ = strings.Cut(strings.TrimSpace(text), "}}")
		first += "}}"
	}
	rest = strings.TrimSpace(rest)
	return first != "" && (rest == "" || strings.HasPrefix(rest, "HTTP/")) && strings.ContainsAny(first, "/{.:") && !strings.HasPrefix(first, "<")
}

// head reads a line below the request's line; false for one that ends the head.
func (o *outline) head(g *region, text string, at int) bool {
	switch {
	case separator().MatchString(text), assertLine().MatchString(text):
		return false
	case comment().MatchString(text) && o.remark(g, text, at):
	case headerLine().MatchString(text):
		m := headerLine().FindStringSubmatch(text)
		g.headers = append(g.headers, pair{key: m[1], value: m[2], at: at})
	case spread().MatchString(text):
		g.spreads = append(g.spreads, line{text, at})
	case queryLine().MatchString(text):
		g.continued(queryLine().FindStringSubmatch(text)[1])
	case pathLine().MatchString(text):
		g.continued(pathLine().FindStringSubmatch(text)[1])
	default:
		return false
	}
	return true
}

// continued adds a line to the address.
func (g *region) continued(text string) {
	if m := httpSuffix().FindStringSubmatch(g.address); m != nil {
		g.address, g.version = m[1], m[2]
	}
	g.address += text
}
