package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/reset"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/watch"
)

// Wait waits for a time, or until the context ends, with its error.
type Wait func(context.Context, time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pauses are the times between the tries of a message.
var pauses = []time.Duration{time.Second, 5 * time.Second, 15 * time.Second}

// longest is the longest Retry-After that is waited for.
const longest = 30 * time.Second

// Send sends changes to the hook, masked. It tries again where the other side does not answer, or
// with 429 or 5xx, for at most a minute: the id of the message stays the same, so that the other
// side can leave out what arrives twice. Generic hooks are signed as Standard Webhooks are, with
// the headers webhook-id, webhook-timestamp and webhook-signature. The error never has the address.
func (h *Hook) Send(ctx context.Context, changes []watch.Change, masks *redact.Masks) error {
	body, err := h.body(changes, time.Now())
	if err != nil {
		return err
	}
	body = []byte(masks.String(string(body)))
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	id := "msg_" + rand.Text()
	for try := 0; ; try++ {
		again, err := h.once(ctx, id, body)
		if err == nil {
			return nil
		}
		if again == never || try == len(pauses) {
			return fmt.Errorf("%s: %w", h, err)
		}
		if h.wait(ctx, max(pauses[try], again)) != nil {
			return fmt.Errorf("%s: %w", h, err)
		}
	}
}

// never says that another try is of no use.
const never time.Duration = -1

// once sends the message. After an error it returns how long the other side asks to wait.
func (h *Hook) once(ctx context.Context, id string, body []byte) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return never, errors.New("the address is no URL")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "assay")
	if h.secret != nil {
		at := strconv.FormatInt(time.Now().Unix(), 10)
		req.Header.Set("webhook-id", id)
		req.Header.Set("webhook-timestamp", at)
		req.Header.Set("webhook-signature", "v1,"+signature(h.secret, id, at, body))
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		var wrapped *url.Error // it has the address
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		if transport.Failed(req.URL, err).Kind == exchange.Protocol {
			return 0, errors.New("no valid response; its words are not shown, as they may have the address")
		}
		return 0, fmt.Errorf("no response: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection may be used again
	switch {
	case resp.StatusCode < 300:
		return 0, nil
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		return asked(resp.Header), answered(resp.StatusCode)
	}
	return never, answered(resp.StatusCode)
}

// asked returns how long Retry-After says to wait, at most longest; 0 where it says nothing.
func asked(h http.Header) time.Duration {
	read, err := reset.Read(h.Get("Retry-After"), time.Now(), reset.Seconds, reset.HTTPDate) // RFC 9110, section 10.2.3
	if err != nil {
		return 0
	}
	return max(0, min(read.Wait, longest))
}

// answered is the error of a response. It has none of the other side's own words.
func answered(status int) error { return fmt.Errorf("answered %d %s", status, http.StatusText(status)) }

// signature signs a message: base64 of HMAC-SHA256 over id, time and body (Standard Webhooks 1.0.0,
// https://www.standardwebhooks.com).
func signature(secret []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + at + "."))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
