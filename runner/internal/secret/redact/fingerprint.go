package redact

import (
	"crypto/md5"  //nolint:gosec // recognized, not relied on
	"crypto/sha1" //nolint:gosec // recognized, not relied on
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
)

// replaceBody puts the body without secrets in the place of the one that came, and
// takes away what would still tell of those: the size says how long a secret is, and
// a digest lets anybody try guesses for a short one. Size, SHA256, Content-Length and
// headers with a digest of the body are those of the new body from here on, so that
// a finding about them says the same of the answer and of its record.
func replaceBody(o *exchange.Observation, body []byte) {
	o.Header = withoutDigests(o.Header, o.Body, body)
	if o.Size != 0 {
		o.Size = max(o.Size+int64(len(body)-len(o.Body)), 0)
	}
	if o.SHA256 != "" {
		sum := sha256.Sum256(body)
		o.SHA256 = hex.EncodeToString(sum[:])
	}
	o.SetBody(body)
}

// digestHeaders are headers that hold nothing but digests, be it of the body as it
// came or as it was encoded on the way.
var digestHeaders = map[string]bool{"content-md5": true, "digest": true, "content-digest": true, "repr-digest": true}

const digestMask = "${redacted:digest}"

// withoutDigests is h, or a copy of it, that tells neither the size nor a digest of
// the body as it was.
func withoutDigests(h exchange.Header, was, now []byte) exchange.Header {
	known := digests(was)
	var out exchange.Header
	for i, f := range h {
		value, name := f.Value, strings.ToLower(f.Name)
		switch {
		case name == "content-length":
			value = strconv.Itoa(len(now))
		case digestHeaders[name] || holdsAny(f.Value, known):
			value = digestMask
		}
		if value == f.Value {
			continue
		}
		if out == nil {
			out = slices.Clone(h)
		}
		out[i].Value = value
	}
	if out == nil {
		return h
	}
	return out
}

// digests are the digests of a body in the ways in which headers (an ETag, say)
// spell them; of base64 as much as servers leave of it that cut it short.
func digests(body []byte) []string {
	m, s1, s256, s512 := md5.Sum(body), sha1.Sum(body), sha256.Sum256(body), sha512.Sum512(body) //nolint:gosec // recognized, not relied on
	var out []string
	for _, sum := range [][]byte{m[:], s1[:], s256[:], s512[:]} {
		base := base64.RawStdEncoding.EncodeToString(sum)
		out = append(out, hex.EncodeToString(sum), strings.ToUpper(hex.EncodeToString(sum)),
			base[:len(base)-1], base64.RawURLEncoding.EncodeToString(sum)[:len(base)-1])
	}
	return out
}

func holdsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
