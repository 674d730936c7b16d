package curl

import (
	"strings"

	"assay/runner/internal/source"
)

// flag is one of curl's options.
type flag struct {
	long  string
	short byte // 0: none
	takes bool // a value
	// use carries it over; nil if it affects curl's output only.
	use func(c *command, value string, at source.Pos)
	// why it cannot be carried over, "" if it can.
	why, next string
}

// header returns the use of a flag that sets a header.
func header(name string) func(*command, string, source.Pos) {
	return func(c *command, value string, _ source.Pos) { c.headers = append(c.headers, name+": "+value) }
}

// option returns the use of a flag that sets a key of the request to this value.
func option(key string, value any) func(*command, string, source.Pos) {
	return func(c *command, _ string, _ source.Pos) { c.options.Set(key, value) }
}

// tls returns the use of a flag that names a file of tls:.
func tls(key string) func(*command, string, source.Pos) {
	return func(c *command, value string, at source.Pos) {
		if key == "cert" {
			if name, _, ok := strings.Cut(value, ":"); ok && len(name) > 1 {
				c.Drop(at, "name a key without a passphrase under tls: {key}", "the passphrase of the certificate is left out")
				value = name
			}
		}
		c.tls.Set(key, c.path(value))
	}
}

// The reason for dropping the method of a redirected request.
const (
	redirected     = "a redirect of a POST is followed by a GET"
	redirectedNext = "write a probe for the address that it leads to"
)

var flags = []flag{
	{long: "request", short: 'X', takes: true, use: func(c *command, v string, _ source.Pos) { c.method = v }},
	{long: "url", takes: true, use: func(c *command, v string, _ source.Pos) { c.urls = append(c.urls, v) }},
	{long: "header", short: 'H', takes: true, use: (*command).header},
	{long: "data", short: 'd', takes: true, use: (*command).data},
	{long: "data-ascii", takes: true, use: (*command).data},
	{long: "data-binary", takes: true, use: (*command).dataBinary},
	{long: "data-raw", takes: true, use: func(c *command, v string, _ source.Pos) { c.add(v) }},
	{long: "data-urlencode", takes: true, use: (*command).dataURLEncode},
	{long: "url-query", takes: true, use: (*command).urlQuery},
	{long: "json", takes: true, use: (*command).json},
	{long: "form", short: 'F', takes: true, use: (*command).form},
	{long: "form-string", takes: true, use: (*command).formString},
	{long: "upload-file", short: 'T', takes: true, use: (*command).upload},
	{long: "get", short: 'G', use: func(c *command, _ string, _ source.Pos) { c.get = true }},
	{long: "head", short: 'I', use: func(c *command, _ string, _ source.Pos) { c.head = true }},
	{long: "user", short: 'u', takes: true, use: func(c *command, v string, _ source.Pos) { c.user = v }},
	{long: "digest", use: func(c *command, _ string, _ source.Pos) { c.scheme = "digest" }},
	{long: "basic", use: func(c *command, _ string, _ source.Pos) { c.scheme = "basic" }},
	{long: "oauth2-bearer", takes: true, use: func(c *command, v string, _ source.Pos) { c.bearer = v }},
	{long: "aws-sigv4", takes: true, use: func(c *command, v string, _ source.Pos) { c.sigv4 = v }},
	{long: "user-agent", short: 'A', takes: true, use: header("User-Agent")},
	{long: "referer", short: 'e', takes: true, use: func(c *command, v string, at source.Pos) {
		c.autoReferer = strings.HasSuffix(v, ";auto")
		header("Referer")(c, strings.TrimSuffix(v, ";auto"), at)
	}},
	{long: "range", short: 'r', takes: true, use: func(c *command, v string, at source.Pos) { header("Range")(c, "bytes="+v, at) }},
	{long: "cookie", short: 'b', takes: true, use: (*command).cookie},
	{long: "cookie-jar", short: 'c', takes: true, use: func(c *command, _ string, _ source.Pos) { c.options.Set("jar", "session") }},
	{long: "location", short: 'L', use: func(c *command, _ string, _ source.Pos) { c.follows = true }},
	{long: "location-trusted", use: func(c *command, _ string, _ source.Pos) { c.follows = true }},
	{long: "max-redirs", takes: true, use: (*command).maxRedirects},
	{long: "insecure", short: 'k', use: func(c *command, _ string, _ source.Pos) { c.tls.Set("insecure", true) }},
	{long: "cacert", takes: true, use: tls("ca")},
	{long: "cert", short: 'E', takes: true, use: tls("cert")},
	{long: "key", takes: true, use: tls("key")},
	{long: "proxy", short: 'x', takes: true, use: (*command).proxy},
	{long: "connect-to", takes: true, use: (*command).connectTo},
	{long: "resolve", takes: true, use: (*command).resolve},
	{long: "unix-socket", takes: true, use: func(c *command, v string, _ source.Pos) { c.options.Set("unix", v) }},
	{long: "http1.1", use: option("http", "1.1")},
	{long: "http2", use: option("http", "2")},
	{long: "http2-prior-knowledge", use: option("http", "2")},
	{long: "max-time", short: 'm', takes: true, use: (*command).maxTime},
	{long: "retry", takes: true, use: (*command).retry},
	{long: "retry-delay", takes: true, use: (*command).everyRetry},
	{long: "fail", short: 'f', use: func(c *command, _ string, _ source.Pos) { c.fail = true }},
	{long: "fail-with-body", use: func(c *command, _ string, _ source.Pos) { c.fail = true }},
	{long: "next", short: ':', use: func(c *command, _ string, at source.Pos) { c.finish(at) }},

	{long: "write-out", short: 'w', takes: true, use: func(c *command, v string, _ source.Pos) { c.writeOut = v }},
	{long: "output", short: 'o', takes: true, use: func(c *command, _ string, _ source.Pos) { c.output = true }},
	{long: "path-as-is", use: func(c *command, _ string, _ source.Pos) { c.asIs = true }},
	{long: "proto-default", takes: true, use: func(c *command, v string, _ source.Pos) { c.defaultScheme = v }},

	// Output and behavior on a terminal.
	{long: "silent", short: 's'}, {long: "show-error", short: 'S'}, {long: "verbose", short: 'v'}, {long: "include", short: 'i'},
	{long: "show-headers"}, {long: "no-buffer", short: 'N'}, {long: "progress-bar", short: '#'}, {long: "compressed"}, {long: "globoff", short: 'g'},
	{long: "dump-header", short: 'D', takes: true},
	{long: "remote-name", short: 'O'}, {long: "remote-header-name", short: 'J'}, {long: "output-dir", takes: true}, {long: "create-dirs"},
	{long: "trace", takes: true}, {long: "trace-ascii", takes: true}, {long: "trace-time"}, {long: "stderr", takes: true}, {long: "disable", short: 'q'},
	{long: "no-progress-meter"}, {long: "parallel", short: 'Z'}, {long: "styled-output"}, {long: "tcp-nodelay"}, {long: "no-keepalive"},
	{long: "raw"}, {long: "keepalive-time", takes: true}, {long: "fail-early"}, {long: "no-sessionid"},
	{long: "expect100-timeout", takes: true}, {long: "remove-on-error"}, {long: "retry-all-errors"},
	{long: "xattr"}, {long: "proto", takes: true},

	// Flags without a counterpart in a suite.
	{long: "connect-timeout", takes: true, why: "a suite bounds the whole request", next: "set timeout: on the probe, or limits: {timeout}"},
	{long: "config", short: 'K', takes: true, why: "flags in another file are not read", next: "write them into the command"},
	{long: "http3", why: "HTTP/3 is not spoken", next: "it is sent as HTTP/1.1 or HTTP/2"},
	{long: "http1.0", short: '0', why: "HTTP/1.0 is not spoken", next: "it is sent as HTTP/1.1"},
	{long: "http0.9", why: "HTTP/0.9 is not spoken", next: "it is sent as HTTP/1.1"},
	{long: "http3-only", why: "HTTP/3 is not spoken", next: "it is sent as HTTP/1.1 or HTTP/2"},
	{long: "post301", why: redirected, next: redirectedNext}, {long: "post302", why: redirected, next: redirectedNext}, {long: "post303", why: redirected, next: redirectedNext},
	{long: "ntlm", why: "NTLM is not spoken", next: "use auth: with basic, bearer, digest or aws_sigv4"},
	{long: "negotiate", why: "Negotiate is not spoken", next: "use auth: with basic, bearer, digest or aws_sigv4"},
	{long: "anyauth", why: "a suite says which scheme", next: "write auth: {digest: […]} where it is Digest"},
	{long: "netrc", short: 'n', why: "no .netrc is read", next: "write auth: with a secret"},
	{long: "netrc-file", takes: true, why: "no .netrc is read", next: "write auth: with a secret"},
	{long: "pass", takes: true, why: "keys with a passphrase are not read", next: "name a key without one under tls:"},
	{long: "cert-type", takes: true, why: "certificates are PEM", next: "convert it to PEM"},
	{long: "key-type", takes: true, why: "keys are PEM", next: "convert it to PEM"},
	{long: "capath", takes: true, why: "a suite names one file of authorities", next: "name a PEM file under tls: {ca}"},
	{long: "proxy-user", short: 'U', takes: true, why: "a proxy's credentials stand in its URL", next: "write proxy: http://user:${secret}@host:port"},
	{long: "proxy-header", takes: true, why: "a proxy gets no headers of its own", next: "leave it out"},
	{long: "noproxy", takes: true, why: "a suite names the proxy for each probe", next: "leave proxy: out where it must not be used"},
	{long: "socks5", takes: true, use: func(c *command, v string, _ source.Pos) { c.options.Set("proxy", "socks5://"+v) }},
	{long: "socks5-hostname", takes: true, use: func(c *command, v string, _ source.Pos) { c.options.Set("proxy", "socks5h://"+v) }},
	{long: "interface", takes: true, why: "a suite names no interface", next: "name the network by --vantage"},
	{long: "ipv4", short: '4', why: "a suite names no address family", next: "use connect_to: with an address"},
	{long: "ipv6", short: '6', why: "a suite names no address family", next: "use connect_to: with an address"},
	{long: "tlsv1.2", short: '1', why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "tlsv1", why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "tlsv1.0", why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "tlsv1.1", why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "tlsv1.3", why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "tls-max", takes: true, why: "a suite names no version of TLS", next: "expect it: tls: {version: …}"},
	{long: "ciphers", takes: true, why: "a suite names no ciphers", next: "leave it out"},
	{long: "limit-rate", takes: true, why: "answers are read at full speed", next: "bound requests by limits: {rate}"},
	{long: "max-filesize", takes: true, why: "it bounds the answer", next: "set limits: {body: SIZE}"},
	{long: "speed-limit", short: 'Y', takes: true, why: "a suite bounds the time of a request", next: "set timeout:"},
	{long: "speed-time", short: 'y', takes: true, why: "a suite bounds the time of a request", next: "set timeout:"},
	{long: "time-cond", short: 'z', takes: true, why: "it is a header", next: "write headers: {If-Modified-Since: …}"},
	{long: "retry-max-time", takes: true, why: "a retry is bounded by its number", next: "write retry: {times: N, every: 1s}"},
	{long: "etag-compare", takes: true, why: "it is a header", next: "write headers: {If-None-Match: …}"},
	{long: "etag-save", takes: true, why: "it keeps a value", next: "capture it: capture: {etag: {header: ETag}}"},
	{long: "tr-encoding", why: "it asks for a transfer coding", next: "write headers: {TE: gzip}"},
	{long: "crlf", why: "bodies are sent as they are", next: "write the line ends into the body"},
	{long: "dns-servers", takes: true, why: "names are looked up by the system", next: "use connect_to:"},
	{long: "doh-url", takes: true, why: "names are looked up by the system", next: "use connect_to:"},
	{long: "haproxy-protocol", why: "it is not spoken", next: "leave it out"},
	{long: "variable", takes: true, why: "curl's own variables are not read", next: "write vars: into the suite"},
}

// byLong and byShort find a flag.
var byLong, byShort = index()

func index() (map[string]*flag, map[byte]*flag) {
	long, short := make(map[string]*flag, len(flags)), map[byte]*flag{}
	for i := range flags {
		f := &flags[i]
		long[f.long] = f
		if f.short != 0 {
			short[f.short] = f
		}
	}
	return long, short
}

// longFlag finds a flag by name, "--no-NAME" and unambiguous beginnings included.
func longFlag(name string) *flag {
	if f := byLong[name]; f != nil {
		return f
	}
	if rest, ok := strings.CutPrefix(name, "no-"); ok && byLong[rest] != nil && !byLong[rest].takes {
		return &flag{long: name} // the default of a switch
	}
	var found *flag
	for i := range flags {
		if strings.HasPrefix(flags[i].long, name) {
			if found != nil {
				return nil
			}
			found = &flags[i]
		}
	}
	return found
}

func known() []string {
	names := make([]string, len(flags))
	for i := range flags {
		names[i] = flags[i].long
	}
	return names
}
