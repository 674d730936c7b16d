package redact_test

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// fingerprinted returns a response with the size of its body and digests of it, in all forms that
// servers use.
func fingerprinted(body string) *exchange.Observation {
	m, one, two := md5.Sum([]byte(body)), sha1.Sum([]byte(body)), sha256.Sum256([]byte(body))
	return &exchange.Observation{
		Body: []byte(body), Size: int64(len(body)), SHA256: hex.EncodeToString(two[:]),
		Header: exchange.Header{
			{Name: "Content-Length", Value: strconv.Itoa(len(body))},
			{Name: "Content-MD5", Value: base64.StdEncoding.EncodeToString(m[:])},
			{Name: "Digest", Value: "crc32c=1a2b3c"},
			{Name: "Content-Digest", Value: "sha-256=:" + base64.StdEncoding.EncodeToString(two[:]) + ":"},
			{Name: "Repr-Digest", Value: "sha-512=:of the encoded body:"},
			{Name: "ETag", Value: fmt.Sprintf(`W/"1f-%s"`, base64.RawStdEncoding.EncodeToString(one[:]))},
			{Name: "ETag", Value: fmt.Sprintf("%q", hex.EncodeToString(m[:]))},
			{Name: "X-Checksum", Value: fmt.Sprintf("%X", two)},
			{Name: "X-Count", Value: "12"},
		},
	}
}

// The size and the digests of a body that contained a secret become those of the masked body.
func TestAMaskedBodyTellsNeitherSizeNorDigestOfTheSecret(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "pin", Value: "4711-0815"})
	const left = "your pin is ${pin}"
	o := fingerprinted("your pin is 4711-0815")
	shared := o.Header
	r.Observation(o)
	want := &exchange.Observation{
		Body: []byte(left), Size: int64(len(left)),
		Header: exchange.Header{
			{Name: "Content-Length", Value: strconv.Itoa(len(left))},
			{Name: "Content-MD5", Value: "${redacted:digest}"},
			{Name: "Digest", Value: "${redacted:digest}"},
			{Name: "Content-Digest", Value: "${redacted:digest}"},
			{Name: "Repr-Digest", Value: "${redacted:digest}"},
			{Name: "ETag", Value: "${redacted:digest}"},
			{Name: "ETag", Value: "${redacted:digest}"},
			{Name: "X-Checksum", Value: "${redacted:digest}"},
			{Name: "X-Count", Value: "12"},
		},
	}
	if diff := cmp.Diff(want, o, cmpopts.IgnoreUnexported(exchange.Observation{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(fingerprinted("your pin is 4711-0815").Header, shared); diff != "" {
		t.Errorf("the headers that others hold were written to: %s", diff)
	}
}

// A body without a secret keeps all of it.
func TestABodyWithoutASecretKeepsItsDigests(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "pin", Value: "4711-0815"})
	o, want := fingerprinted("no pin today"), fingerprinted("no pin today")
	r.Observation(o)
	if o.Size != want.Size || o.SHA256 != want.SHA256 {
		t.Errorf("size %d, digest %s", o.Size, o.SHA256)
	}
	if diff := cmp.Diff(want.Header, o.Header); diff != "" {
		t.Error(diff)
	}
}

// Servers cut at most the last character of a base64 digest; a shorter text is not a digest.
func TestADigestThatIsCutShort(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "pin", Value: "4711-0815"})
	sum := sha256.Sum256([]byte("4711-0815"))
	for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		whole := encoding.EncodeToString(sum[:])
		for cut, want := range []string{"${redacted:digest}", "${redacted:digest}", whole[:len(whole)-2]} {
			o := &exchange.Observation{Body: []byte("4711-0815"), Header: exchange.Header{{Name: "ETag", Value: whole[:len(whole)-cut]}}}
			if r.Observation(o); o.Header[0].Value != want {
				t.Errorf("%s without its last %d: %s, want %s", name, cut, o.Header[0].Value, want)
			}
		}
	}
}

// A compressed body may be smaller than the masked text: the size of a masked one is never
// negative.
func TestTheSizeOfACompressedBody(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "invented-key-of-many-characters"})
	for size, want := range map[int64]int64{31: 4, 28: 1, 27: 0, 5: 0} {
		o := &exchange.Observation{Body: []byte("invented-key-of-many-characters"), Size: size}
		if r.Observation(o); o.Size != want {
			t.Errorf("%d bytes on the way become %d, want %d", size, o.Size, want)
		}
	}
}
