package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"assay/runner/internal/exchange"
)

// authorize adds the credentials that depend on the request. A declared Authorization header
// overrides those of the URL.
func (x *send) authorize(req *http.Request, m *message) error {
	switch {
	case m.authorized(x.r, "basic"):
		req.SetBasicAuth(x.r.Auth.User, x.r.Auth.Password)
	case m.authorized(x.r, "aws_sigv4"):
		return sign(x.ctx, req, x.r.Auth, m.body, time.Now())
	case m.url.User != nil && req.Header.Get("Authorization") == "":
		password, _ := m.url.User.Password()
		req.SetBasicAuth(m.url.User.Username(), password)
	}
	return nil
}

// sign adds an AWS signature, version 4. Accept-Encoding is added after it: some
// proxies rewrite that field, which would break a signature over it.
func sign(ctx context.Context, req *http.Request, a *exchange.Auth, body []byte, now time.Time) error {
	u := *req.URL // the signer rewrites the query
	req.URL = &u
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	if a.Service == "s3" {
		req.Header.Set("X-Amz-Content-Sha256", hash)
	}
	credentials := aws.Credentials{AccessKeyID: a.Key, SecretAccessKey: a.Secret, SessionToken: a.SessionID}
	err := v4.NewSigner().SignHTTP(ctx, credentials, req, hash, a.Service, a.Region, now, func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = a.Service == "s3"
	})
	if err != nil {
		return fmt.Errorf("auth.aws_sigv4: %w", err)
	}
	return nil
}
