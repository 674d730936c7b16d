package curl

import (
	"net"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// command is one curl command while its flags are read.
type command struct {
	*reader
	at    source.Pos
	above string
	stdin string // of a here-document
	hasIn bool

	method, user, scheme, bearer, sigv4 string
	urls, headers                       []string
	options, tls, cookies               importer.Map
	uploaded                            string // the name of the file of -T
	follows, bounded                    bool   // -L; --max-redirs
	autoReferer                         bool   // -e …;auto
	mostRedirects                       int
	queries                             []string // pieces of the query, encoded
	get, head, fail, uploads            bool
	retryDelay                          time.Duration

	writeOut      string // what -w prints
	output        bool   // -o: the body is not printed
	asIs          bool   // the path keeps its dots
	defaultScheme string

	parts     []string // of -d, to be joined
	jsonType  bool
	multipart importer.List
	file      string // of -T, or a body that is a file
}

// curl reads a curl command.
func (r *reader) curl(stmt *syntax.Stmt, call *syntax.CallExpr) {
	c := &command{reader: r, at: place(r.From, call.Pos()), above: about(stmt, call.Pos())}
	c.stdin, c.hasIn = r.piped, r.hasPiped
	c.here(stmt)
	words, places := c.words(call.Args[1:])
	for i := 0; i < len(words); {
		i += c.argument(words[i:], places[i])
	}
	c.finish(c.at)
}

// here makes the text of a here-document, or of <<<, the content of "-".
func (c *command) here(stmt *syntax.Stmt) {
	for _, redir := range stmt.Redirs {
		switch redir.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			if text, err := c.document(redir.Hdoc); err == nil {
				c.stdin, c.hasIn = text, true
			}
		case syntax.WordHdoc:
			if text, err := c.word(redir.Word); err == nil {
				c.stdin, c.hasIn = text+"\n", true
			}
		case syntax.RdrIn:
			if text, err := c.word(redir.Word); err == nil {
				c.stdin, c.hasIn = c.readFile(text, place(c.From, redir.Pos()))
			}
		}
	}
}

func (c *command) words(args []*syntax.Word) (words []string, places []source.Pos) {
	for _, arg := range c.spread(args) {
		at := place(c.From, arg.Pos())
		text, err := c.word(arg)
		if err != nil {
			c.Drop(at, "write the value itself, or capture it from the probe that gives it", "an argument of curl is left out: %v", err)
			text = ""
		}
		words, places = append(words, text), append(places, at)
	}
	return words, places
}

// argument reads the flag or URL at the start of words, and returns the number of words it took.
func (c *command) argument(words []string, at source.Pos) int {
	word := words[0]
	switch {
	case strings.HasPrefix(word, "--") && len(word) > 2:
		return c.long(words, at)
	case strings.HasPrefix(word, "-") && len(word) > 1:
		return c.short(words, at)
	case word != "" && word != "--":
		c.urls = append(c.urls, word)
	}
	return 1
}

func (c *command) long(words []string, at source.Pos) int {
	name, value, joined := strings.Cut(words[0][2:], "=")
	f := longFlag(name)
	switch {
	case f == nil:
		next := "leave it out, or say what it does in the suite's words"
		if near := source.Nearest(name, known()); near != "" {
			next = "did you mean --" + near + "?"
		}
		c.Drop(at, next, "--%s is no flag of curl that is known here; it is left out", name)
		return 1
	case !f.takes:
		c.apply(f, "", at)
		return 1
	case joined:
		c.apply(f, value, at)
		return 1
	case len(words) < 2:
		c.Drop(at, "add the value", "--%s has no value; it is left out", name)
		return 1
	}
	c.apply(f, words[1], at)
	return 2
}

// short reads one-letter flags written together: -sSL, -XPOST, -d text.
func (c *command) short(words []string, at source.Pos) int {
	letters := words[0][1:]
	for i := 0; i < len(letters); i++ {
		f := byShort[letters[i]]
		switch {
		case f == nil:
			c.Drop(at, "leave it out, or say what it does in the suite's words", "-%c is no flag of curl that is known here; it is left out", letters[i])
			return 1
		case !f.takes:
			c.apply(f, "", at)
		case i+1 < len(letters):
			c.apply(f, letters[i+1:], at)
			return 1
		case len(words) < 2:
			c.Drop(at, "add the value", "-%c has no value; it is left out", letters[i])
			return 1
		default:
			c.apply(f, words[1], at)
			return 2
		}
	}
	return 1
}

func (c *command) apply(f *flag, value string, at source.Pos) {
	switch {
	case f.why != "":
		c.Drop(at, f.next, "--%s is left out: %s", f.long, f.why)
	case f.use != nil:
		f.use(c, value, at)
	}
}

func (c *command) header(value string, at source.Pos) {
	if strings.HasPrefix(value, "@") {
		c.Drop(at, "write the headers into the command", "headers in another file are not read: %s", cut(value))
		return
	}
	c.headers = append(c.headers, value)
}

func (c *command) cookie(value string, at source.Pos) {
	if !strings.Contains(value, "=") {
		c.options.Set("jar", "session")
		if value != "" && value != "-" {
			c.Drop(at, "let the probe that logs in share the jar: jar: session", "the cookies of the file %s are not read", cut(value))
		}
		return
	}
	var r importer.Request
	c.CookieHeader(&r, value)
	pieces := 0
	for piece := range strings.SplitSeq(value, ";") {
		if strings.TrimSpace(piece) != "" {
			pieces++
		}
	}
	if pieces > len(r.Cookies) {
		c.Drop(at, "write them as headers: {Cookie: …}", "-b: a cookie without a name, or a second one of a name, is left out")
	}
	for _, one := range r.Cookies {
		c.cookies.Set(one.Key, one.Value)
	}
}

func (c *command) maxRedirects(value string, at source.Pos) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		c.Drop(at, "write redirects: N", "--max-redirs %s is left out: it is no number that can be kept", cut(value))
		return
	}
	c.mostRedirects, c.bounded = n, true
}

func (c *command) proxy(value string, _ source.Pos) {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	scheme, rest, _ := strings.Cut(value, "://")
	scheme = strings.NewReplacer("socks4a", "socks5h", "socks4", "socks5").Replace(scheme)
	if user, host, ok := strings.Cut(rest, "@"); ok {
		name, password, _ := strings.Cut(user, ":")
		rest = name + ":" + c.Secret("proxy password", password) + "@" + host
	}
	c.options.Set("proxy", scheme+"://"+rest)
}

// connectTo reads HOST1:PORT1:HOST2:PORT2.
func (c *command) connectTo(value string, at source.Pos) {
	parts := strings.Split(value, ":")
	if len(parts) != 4 || parts[0] == "" || parts[1] == "" || parts[2] == "" || parts[3] == "" {
		c.Drop(at, "write connect_to: {host:port: host:port}", "--connect-to %s is left out: one of its four parts is missing", cut(value))
		return
	}
	c.dial(net.JoinHostPort(parts[0], parts[1]), net.JoinHostPort(parts[2], parts[3]))
}

// resolve reads HOST:PORT:ADDRESS.
func (c *command) resolve(value string, at source.Pos) {
	parts := strings.SplitN(strings.TrimPrefix(value, "+"), ":", 3)
	if len(parts) != 3 || parts[0] == "*" {
		c.Drop(at, "write connect_to: {host:port: address:port}", "--resolve %s is left out: it is not HOST:PORT:ADDRESS", cut(value))
		return
	}
	address, _, _ := strings.Cut(parts[2], ",")
	c.dial(net.JoinHostPort(parts[0], parts[1]), net.JoinHostPort(strings.Trim(address, "[]"), parts[1]))
}

func (c *command) dial(from, to string) {
	m, _ := c.options.Get("connect_to").(importer.Map)
	m.Set(from, to)
	c.options.Set("connect_to", m)
}

func (c *command) maxTime(value string, at source.Pos) {
	if _, err := strconv.ParseFloat(value, 64); err != nil && !subst.Has(value) {
		c.Drop(at, "write timeout: 30s", "--max-time %s is left out: it is no number of seconds", cut(value))
		return
	}
	c.options.Set("timeout", value+"s")
}

func (c *command) retry(value string, at source.Pos) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		c.Drop(at, "write retry: N", "--retry %s is left out: it is no number", cut(value))
		return
	}
	c.options.Set("retry", n)
	c.Drop(at, "poll with until: {expect: …} where an answer is worth waiting for",
		"--retry %d is carried over for transport errors only: a status is an answer here, and is not asked for again", n)
}

func (c *command) everyRetry(value string, at source.Pos) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > mostPause {
		c.Drop(at, "write retry: {times: N, every: 1s}", "--retry-delay %s is left out: it is no number of seconds", cut(value))
		return
	}
	c.retryDelay = time.Duration(n * float64(time.Second))
}

func (c *command) path(value string) string {
	if c.reader.options.Path == nil {
		return value
	}
	return c.reader.options.Path(value)
}
