package httpfile

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/origin"
	"assay/runner/internal/source"
)

// otherProtocols are the methods that stand for other protocols than HTTP with one answer.
var otherProtocols = map[string]string{
	"GRPC": "gRPC", "WEBSOCKET": "a WebSocket", "WS": "a WebSocket", "WSS": "a WebSocket", "RSOCKET": "RSocket",
	"MQTT": "MQTT", "MQTTS": "MQTT", "AMQP": "AMQP", "AMQPS": "AMQP", "SSE": "an event source", "EVENTSOURCE": "an event source",
}

// sendable reports whether the request of a region becomes a probe, and lists it if it does not.
func (r *reader) sendable(g *region) bool {
	at := r.at(g.request)
	if m, off := g.meta("disabled"); off {
		r.Drop(r.at(m.at), "take # @disabled away and import it again", "the request %s %s is switched off, and left out", g.method, g.address)
		return false
	}
	switch other := otherProtocols[g.method]; other {
	case "":
		return true
	case "an event source":
		r.Drop(at, "write a GET with stream: true", "the request %s is left out: it reads %s", g.address, other)
	default:
		r.Drop(at, "Assay sends HTTP requests only", "the request %s is left out: it is one of %s", g.address, other)
	}
	return false
}

// request reads the line, the headers and the body of a request.
func (r *reader) request(p *importer.Probe, g *region) {
	p.Method = g.method
	if g.method == "GRAPHQL" {
		p.Method = "POST"
	}
	r.address(p, g)
	for _, l := range g.spreads {
		r.Drop(r.at(l.at), "write them under headers:", "the headers %s are left out: a program computes them", strings.TrimSpace(l.text))
	}
	for _, h := range g.headers {
		r.header(p, g, h)
	}
	r.body(p, g)
	if version, _, _ := strings.Cut(g.version, "."); version != "" && version != "1" {
		p.Options.Set("http", version)
	}
}

// address reads the address, whose host may stand in the header Host.
func (r *reader) address(p *importer.Probe, g *region) {
	address := r.text(g.address, g.request)
	switch host := g.header("Host"); {
	case !strings.HasPrefix(address, "/"):
	case host.key != "":
		scheme := "http://"
		if strings.HasSuffix(host.value, ":443") || strings.HasSuffix(host.value, ":8443") {
			scheme = "https://"
		}
		address = scheme + r.text(host.value, host.at) + address
	default:
		address = r.reference("host", g.request) + address
	}
	if !r.HasScheme(address) {
		address = "http://" + address
	}
	address, _ = importer.WithoutDots(address)
	r.Address(&p.Request, address)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
}

// header returns the header of that name; an empty key without one.
func (g *region) header(name string) pair {
	for _, h := range g.headers {
		if strings.EqualFold(h.key, name) {
			return h
		}
	}
	return pair{}
}

func (r *reader) header(p *importer.Probe, g *region, h pair) {
	value := r.text(h.value, h.at)
	switch lower := strings.ToLower(h.key); {
	case lower == "host" && strings.HasPrefix(g.address, "/"):
	case lower == "x-request-type" && strings.EqualFold(h.value, "graphql"):
	case lower == "x-clientcert":
		r.Drop(r.at(h.at), "write tls: {cert, key}", "the header %s is left out: it names a client's certificate", h.key)
	case lower == "authorization":
		r.authorization(p, h, value)
	default:
		r.ByHand(&p.Request, r.at(h.at), h.key, value)
	}
}

var (
	schemeWithPair   = source.Pattern(`(?i)^\s*(basic|digest)\s+(.*):(.*)$`)
	schemeWithTwo    = source.Pattern(`(?i)^\s*(basic|digest)\s+(\S+)\s+(\S.*)$`)
	amazon           = source.Pattern(`(?i)^\s*aws\s+(\S+)\s+(\S+)\s*(.*)$`)
	amazonPart       = source.Pattern(`(?i)\b(token|region|service):\s*(\S+)`)
	computedByClient = source.Pattern(`(?i)^\s*(oauth2|openid)\b`)
)

// authorization reads credentials in the forms that the tools turn into a header: Basic user
// password, Digest user password, AWS key secret.
func (r *reader) authorization(p *importer.Probe, h pair, value string) {
	// a reference has neither a space nor, in these tools, a colon
	m := schemeWithPair().FindStringSubmatch(value)
	if m == nil {
		m = schemeWithTwo().FindStringSubmatch(value)
	}
	switch a := amazon().FindStringSubmatch(value); {
	case m != nil:
		r.Basic(&p.Request, strings.ToLower(m[1]), m[2], m[3])
	case a != nil:
		signed := importer.Map{{Key: "region", Value: "us-east-1"}, {Key: "service", Value: "execute-api"}, {Key: "key", Value: r.Secret("aws access key", a[1])}, {Key: "secret", Value: r.Secret("aws secret", a[2])}}
		for _, part := range amazonPart().FindAllStringSubmatch(a[3], -1) {
			if key := strings.ToLower(part[1]); key == "token" {
				signed.Set("session", r.Secret("aws session", part[2]))
			} else {
				signed.Set(key, part[2])
			}
		}
		p.Auth = importer.MapOf("aws_sigv4", signed)
	case computedByClient().MatchString(value):
		r.Drop(r.at(h.at), "put a token into the environment, or write auth: {oauth2: …}", "the header %s: %s asks for a token; a bearer token is read from the environment", h.key, h.value)
		p.Auth = importer.MapOf("bearer", r.SecretFor("token"))
	default:
		r.ByHand(&p.Request, r.at(h.at), h.key, value)
	}
}
