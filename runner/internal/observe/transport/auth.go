package transport

import (
	"context"
	"errors"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
)

// SigV4Package is the import path of the package that links AWS's signer into a program.
const SigV4Package = "assay/runner/sigv4"

// ErrUnsigned is the error of a program that has to sign for AWS and does not link the signer.
var ErrUnsigned = errors.New("this program does not link AWS's signer")

// signer adds an AWS signature to a request; nil in a program that does not link it.
var signer func(ctx context.Context, req *http.Request, a *exchange.Auth, body []byte, now time.Time) error

// LinkSigV4 sets the signer of auth: aws_sigv4. [SigV4Package] calls it when a program starts.
func LinkSigV4(sign func(context.Context, *http.Request, *exchange.Auth, []byte, time.Time) error) {
	signer = sign
}

// Signs reports whether the program links AWS's signer.
func Signs() bool { return signer != nil }

// authorize adds the credentials that depend on the request. A declared Authorization header
// overrides those of the URL. Accept-Encoding is added after an AWS signature: some proxies rewrite
// that field, which would break a signature over it.
func (x *send) authorize(req *http.Request, m *message) error {
	switch {
	case m.authorized(x.r, "basic"):
		req.SetBasicAuth(x.r.Auth.User, x.r.Auth.Password)
	case m.authorized(x.r, "aws_sigv4"):
		if !Signs() {
			return ErrUnsigned
		}
		return signer(x.ctx, req, x.r.Auth, m.body, time.Now())
	case m.url.User != nil && req.Header.Get("Authorization") == "":
		password, _ := m.url.User.Password()
		req.SetBasicAuth(m.url.User.Username(), password)
	}
	return nil
}
