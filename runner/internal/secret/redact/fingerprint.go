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

// replaceBody replaces the body by the masked one, and removes what would still reveal secrets: the
// size reveals the length of a secret, and a digest allows guessing a short one. Size, SHA256,
// Content-Length and headers with a digest of the body become those of the new body, so that a
// finding about them has the same verdict on the response and on its recording.
func replaceBody(o *exchange.Observation, body []byte) {
	o.Header = withoutDigests(o.Header, o.Body, body)
	if o.Size != 0 {
		o.Size = max(o.Size+int64(len(body)-len(o.Body)), 0)
	}
	o.SHA256 = "" // that of the body
	o.SetBody(body)
}

// digestHeaders lists headers that contain only digests, of the body either decoded or encoded.
var digestHeaders = map[string]bool{"content-md5": true, "digest": true, "content-digest": true, "repr-digest": true}

const digestMask = "${redacted:digest}"

// withoutDigests returns h, or a copy of it, without the size and digests of the original body.
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

// digests returns the digests of a body as headers (for instance ETag) spell them; of base64 also
// the shortened forms that servers use.
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
