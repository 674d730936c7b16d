package sigv4

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

// Sign adds an AWS signature, version 4, over the request and its body.
func Sign(ctx context.Context, req *http.Request, a *exchange.Auth, body []byte, now time.Time) error {
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
