package suite

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// aliases are keys as other tools call them, spelled as source.Bare does, and the keys that they
// mean here. A key that is spelled nearly as here needs no alias.
type aliases map[string]string

// advice are unknown keys, spelled as in aliases, with the next step of whoever wrote them: no one
// key here means the same.
type advice map[string]string

const (
	signatures   = `Assay signs as AWS alone (auth: {aws_sigv4: …}); send another signature as a header, from a secret or var: headers: {X-Signature: "${signature}"}`
	webSockets   = "a probe sends no messages over a WebSocket; it can ask for its handshake: headers: {Connection: Upgrade, Upgrade: websocket, …}"
	ownHeader    = `name the header itself: auth: {X-API-Key: "${key}"}`
	methods      = "write the method and the address apart: {method: POST, path: /orders}"
	ofEveryProbe = `what every probe sends stands below request: {headers: {…}, auth: {bearer: "${key}"}}`
	claims       = "what must hold of an answer is a finding: findings: {ID: {probe: ID, expect: …}}"
)

var topAliases = aliases{
	"name": "suite", "title": "suite", "description": "about",
	"baseurl": "target", "url": "target", "host": "target", "server": "target", "base": "target", "endpoint": "target",
	"variables": "vars", "env": "vars", "credentials": "secrets", "keys": "secrets",
	"requests": "probes", "calls": "probes", "defaults": "request",
	"tests": "findings", "checks": "findings", "asserts": "findings", "assertions": "findings", "expectations": "findings",
	"cassette": "fixtures", "cassettes": "fixtures", "recordings": "fixtures", "import": "include", "imports": "include", "extends": "include",
}

var topAdvice = advice{
	"headers": ofEveryProbe, "auth": ofEveryProbe, "query": ofEveryProbe,
	"timeout": "bounds of a live run stand below limits: {timeout: 30s}",
	"rate":    "bounds of a live run stand below limits: {rate: 2/s}",
	"expect":  claims,
}

var probeAliases = aliases{
	"uri": "url", "endpoint": "path", "verb": "method", "params": "query", "data": "body", "payload": "body",
	"dependson": "after", "extract": "capture", "save": "capture",
}

var probeAdvice = advice{
	"get": methods, "head": methods, "post": methods, "put": methods, "patch": methods, "delete": methods,
	"request": "a probe is a request: write path:, method: and the rest without request:",
	"expect":  claims, "assert": claims, "asserts": claims, "response": claims,
	"websocket": webSockets, "ws": webSockets,
	"sign": signatures, "signature": signatures, "hmac": signatures,
}

var findingAliases = aliases{
	"request": "probe", "should": "expect", "assert": "expect", "asserts": "expect", "name": "claim", "title": "claim", "description": "claim", "tags": "labels",
}

var authAliases = aliases{"aws": "aws_sigv4", "awsv4": "aws_sigv4", "awssigv4": "aws_sigv4", "sigv4": "aws_sigv4", "token": "bearer", "oauth": "oauth2"}

var authAdvice = advice{
	"header": ownHeader, "apikey": ownHeader, "key": ownHeader, "sign": signatures, "signature": signatures, "hmac": signatures,
}

var sigv4Aliases = aliases{
	"accesskey": "key", "accesskeyid": "key", "awsaccesskeyid": "key", "secretkey": "secret", "secretaccesskey": "secret",
	"awssecretaccesskey": "secret", "sessiontoken": "session", "securitytoken": "session", "awssessiontoken": "session",
}

var oauth2Aliases = aliases{
	"clientid": "client", "clientsecret": "secret", "accesstokenurl": "token_url", "tokenuri": "token_url", "tokenendpoint": "token_url",
	"url": "token_url", "username": "user", "granttype": "grant",
}

// meant returns the key that an unknown one most likely means; "" if none.
func (t *table[T]) meant(d *doc, key string) string {
	if known := t.aliases[source.Bare(key)]; known != "" {
		return known
	}
	if t.advice[source.Bare(key)] != "" {
		return ""
	}
	return d.nearest(key, t.keys())
}

// lacks returns those of keys that the map n does not have, unless an unknown key of n may mean
// them.
func (t *table[T]) lacks(d *doc, n *yaml.Node, keys ...string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return hasKey(n, key) || t.mayMean(d, n, key) })
}

// mayMean reports whether an unknown key of the map n, which is reported itself, may mean this key:
// then that this one is missing is no mistake of its own.
func (t *table[T]) mayMean(d *doc, n *yaml.Node, key string) bool {
	return slices.ContainsFunc(source.Entries(n), func(e source.Entry) bool {
		if t.has(e.Key) {
			return false
		}
		meant := t.meant(d, e.Key)
		return meant == "" || meant == key
	})
}

// hasUnknown reports whether the map n has an unknown key.
func (t *table[T]) hasUnknown(n *yaml.Node) bool {
	return slices.ContainsFunc(source.Entries(n), func(e source.Entry) bool { return !t.has(e.Key) })
}

// mayHoldAddress reports whether a probe's node n has an unknown key that may be its path or url:
// one that does not mean another key.
func (d *doc) mayHoldAddress(n *yaml.Node) bool {
	return slices.ContainsFunc(source.Entries(n), func(e source.Entry) bool {
		if probeTable.has(e.Key) || !isMap(e.Value) && e.Value.Tag != "!!str" {
			return false
		}
		meant := probeTable.meant(d, e.Key)
		return meant == "" || meant == "path" || meant == "url"
	})
}
