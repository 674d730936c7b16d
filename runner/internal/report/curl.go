package report

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/origin"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// mostCurlBody is the maximum number of bytes of a body in a command line.
const mostCurlBody = 4 << 10

// curlWidth is the width above which a command is written in several lines.
const curlWidth = 70

// command builds a curl command.
type command struct {
	args  []string // an option and its value are one element
	stdin string   // the command that feeds --data-binary @-
	env   map[string]string
	needs []string
}

// environment maps a suite's secrets to the variables that hold them.
func environment(s *suite.Suite) map[string]string {
	env := make(map[string]string, len(s.Secrets))
	for _, secret := range s.Secrets {
		env[secret.Name] = secret.Env
	}
	return env
}

// declaredFile returns the path of the file that a probe sends as its body, "" if none.
func declaredFile(p *plan.Probe) string {
	if p.Of == nil {
		return ""
	}
	request := p.Of.Request
	for i := range p.Of.Rows {
		if row := &p.Of.Rows[i]; row.Name == p.Row && row.Request != nil {
			request = row.Request
		}
	}
	if request == nil || request.Body == nil || request.Body.Kind != "file" {
		return ""
	}
	return request.Body.Text
}

// curl returns a request as a command for a POSIX shell. Secrets are variables; needs lists what
// else must be set by hand.
func curl(r *exchange.Request, file string, env map[string]string) (text string, needs []string) {
	c := &command{env: env}
	c.add("curl -sS -i")
	c.method(r)
	from, rest := origin.Split(r.URL)
	c.add(c.quoted(from + origin.Printable(rest))) // curl refuses blanks, and sends other bytes as they are
	c.address(r)
	c.headers(r)
	c.auth(r.Auth)
	c.connection(r)
	c.body(r, file)
	return c.String(), c.needs
}

func (c *command) add(arg string) { c.args = append(c.args, arg) }

// option adds an option with a value that may hold references.
func (c *command) option(name, value string) { c.add(name + " " + c.quoted(value)) }

func (c *command) quoted(s string) string { return word(pieces(s, c.expand)) }

// String joins the arguments, over several lines where they are long.
func (c *command) String() string {
	feed := ""
	if c.stdin != "" {
		feed = c.stdin + " | "
	}
	one := feed + strings.Join(c.args, " ")
	if len(one) <= curlWidth {
		return one
	}
	head := min(len(c.args), 3)
	lines := append([]string{strings.Join(c.args[:head], " ")}, c.args[head:]...)
	return feed + strings.Join(lines, " \\\n  ")
}

// expand returns the replacement of a reference: a secret's variable, a command for a built-in, a
// variable to be set by hand for a capture.
func (c *command) expand(name string) string {
	switch name {
	case "uuid":
		return "$(uuidgen)"
	case "now":
		return "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
	case "unix", "run":
		return "$(date +%s)"
	}
	if env, ok := c.env[name]; ok {
		return "$" + variable(env)
	}
	v := "$" + strings.ToUpper(variable(name))
	need := v + " stands for ${" + name + "}"
	if !slices.Contains(c.needs, need) {
		c.needs = append(c.needs, need)
	}
	return v
}

// variable returns a valid name of a shell variable.
func variable(name string) string {
	b := []byte(name)
	for i := range b {
		if !isName(b[i]) {
			b[i] = '_'
		}
	}
	if len(b) == 0 || b[0] >= '0' && b[0] <= '9' {
		return "_" + string(b)
	}
	return string(b)
}

func (c *command) method(r *exchange.Request) {
	switch {
	case r.Method == http.MethodHead:
		c.add("--head")
	case r.Method != http.MethodGet || len(r.Body) > 0:
		c.option("-X", r.Method)
	}
}

// address adds the options that keep curl from interpreting the URL.
func (c *command) address(r *exchange.Request) {
	for _, p := range pieces(r.URL, c.expand) {
		if !p.expanded && strings.ContainsAny(p.text, "[]{}") {
			c.add("-g")
			break
		}
	}
	if strings.Contains(r.URL, "/./") || strings.Contains(r.URL, "/../") {
		c.add("--path-as-is")
	}
}

func (c *command) headers(r *exchange.Request) {
	for _, h := range r.Header {
		if h.Value == "" {
			c.option("-H", h.Name+";")
			continue
		}
		c.option("-H", h.Name+": "+h.Value)
	}
	for _, name := range r.Without {
		c.option("-H", name+":")
	}
	if len(r.Body) > 0 && !r.Header.Has("Content-Type") && !slices.ContainsFunc(r.Without, isContentType) {
		c.option("-H", "Content-Type:") // curl would add a form's
	}
	if len(r.Cookies) > 0 {
		parts := make([]string, len(r.Cookies))
		for i, k := range r.Cookies {
			parts[i] = k.Name + "=" + k.Value
		}
		c.option("-b", strings.Join(parts, "; "))
	}
	if r.Jar != "" {
		c.option("-b", r.Jar+".cookies")
		c.option("-c", r.Jar+".cookies")
	}
}

func isContentType(name string) bool { return strings.EqualFold(name, "Content-Type") }

func (c *command) auth(a *exchange.Auth) {
	switch {
	case a == nil:
	case a.Scheme == "digest":
		c.add("--digest")
		c.option("-u", a.User+":"+a.Password)
	case a.Scheme == "aws_sigv4":
		c.option("--aws-sigv4", "aws:amz:"+a.Region+":"+a.Service)
		c.option("-u", a.Key+":"+a.Secret)
		if a.SessionID != "" {
			c.option("-H", "X-Amz-Security-Token: "+a.SessionID)
		}
	default:
		c.option("-u", a.User+":"+a.Password)
	}
}

func (c *command) connection(r *exchange.Request) {
	if r.Redirects > 0 {
		c.add("-L --max-redirs " + strconv.Itoa(r.Redirects))
	}
	if r.Stream {
		c.add("-N")
	}
	if r.Timeout > 0 {
		c.add(fmt.Sprintf("-m %g", max(r.Timeout, time.Millisecond).Seconds()))
	}
	switch {
	case r.HTTP == "1.1":
		c.add("--http1.1")
	case r.HTTP == "2" && strings.HasPrefix(r.URL, "http:"):
		c.add("--http2-prior-knowledge")
	case r.HTTP == "2":
		c.add("--http2")
	}
	if r.Proxy != "" {
		c.option("-x", r.Proxy)
	}
	if r.Unix != "" {
		c.option("--unix-socket", r.Unix)
	}
	for _, from := range slices.Sorted(maps.Keys(r.ConnectTo)) {
		c.option("--connect-to", from+":"+r.ConnectTo[from])
	}
	c.tls(r.TLS)
}

func (c *command) tls(t *exchange.TLSOptions) {
	if t == nil {
		return
	}
	for _, o := range [][2]string{{"--cacert", t.CA}, {"--cert", t.Cert}, {"--key", t.Key}} {
		if o[1] != "" {
			c.option(o[0], o[1])
		}
	}
	if t.Insecure {
		c.add("-k")
	}
}

func (c *command) body(r *exchange.Request, file string) {
	text := string(r.Body)
	switch {
	case text == "":
	case file != "":
		c.option("--data-binary", "@"+file)
	case len(text) > mostCurlBody:
		c.add("--data-binary @request-body")
		c.needs = append(c.needs, fmt.Sprintf("request-body stands for a file with the body, %d bytes", len(text)))
	case r.BodyKind == exchange.BytesBody && hasControls(text):
		c.stdin = printf([]piece{{text: text}})
		c.add("--data-binary @-")
	case hasControls(text):
		c.stdin = printf(pieces(text, c.expand))
		c.add("--data-binary @-")
	case r.BodyKind == exchange.BytesBody:
		c.add("--data-raw " + word([]piece{{text: text}}))
	default:
		c.option("--data-raw", text)
	}
}
