package exchange

import "time"

// Request is what a probe sends. Its strings may contain ${…} references that only a run can fill
// in; see package subst.
type Request struct {
	Method string
	URL    string // absolute, query included
	// DeclaredURL is the URL that the document alone gives, before --target or --var changed its host;
	// empty if it is the same. Fixtures are matched by its origin, so that a run against another host
	// still finds its entry.
	DeclaredURL string
	Header      Header // as declared, order and spelling kept
	// Without names the headers that the client would add by itself and must not.
	Without []string

	Body     []byte // nil: none. Multipart and file bodies are already encoded
	BodyKind BodyKind
	// SecretBody names a secret that Body was filled from; it may be empty. See [Field].Secret.
	SecretBody string

	Cookies []Field // sent as one Cookie header
	Jar     string  // name of a cookie jar shared between probes, "" none
	Auth    *Auth   // only what needs the live exchange: digest, aws_sigv4

	Redirects int           // how many to follow; 0: a redirect is the response
	Timeout   time.Duration // 0: the suite's limit
	Stream    bool          // read the body as a stream of events
	Framing   Framing       // of that stream
	ReadOn    time.Duration // how long reading goes on after the end mark of that stream; 0: a second

	Proxy     string // URL: http, https, socks5
	HTTP      string // "" any, "1.1", "2" (h2c for http URLs)
	Unix      string // path of a Unix domain socket
	ConnectTo map[string]string
	TLS       *TLSOptions
}

// BodyKind says how references in a body are filled in: as text, or with JSON escaping and types.
type BodyKind int

// The kinds of body.
const (
	NoBody    BodyKind = iota
	TextBody           // references filled as plain text
	JSONBody           // references filled with subst.JSON
	FormBody           // application/x-www-form-urlencoded, references URL-encoded
	BytesBody          // file or multipart: sent as it is
)

// Auth holds credentials that depend on the live exchange: a digest challenge, a signature over the
// request. Basic, bearer and header credentials are plain headers once a request is planned.
type Auth struct {
	Scheme                 string // "digest", "aws_sigv4", and "basic" where user or password hold a reference
	User, Password         string
	Region, Service        string
	Key, Secret, SessionID string
	// FormEncoded says that basic credentials are form-encoded first, as those of an OAuth 2.0
	// client are (RFC 6749, section 2.3.1).
	FormEncoded bool
}

// TLSOptions are the TLS options of a probe's connection. Paths are resolved.
type TLSOptions struct {
	CA, Cert, Key string // PEM files
	ServerName    string
	Insecure      bool
}
