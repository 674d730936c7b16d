package names_test

import (
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/secret/names"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		names                     string
		credential, likely, asker bool
	}{
		{"Authorization Proxy-Authorization X-API-Key x-api-key api_key apiKey APIKey apikey X-Auth-Token x_auth_token access_token accessToken " +
			"passphrase CB-ACCESS-PASSPHRASE Ocp-Apim-Subscription-Key subscription-key jwt X-JWT password user_password clientSecret client_secret " +
			"X-Pwd API_KEY2 apikey1 password2 client_secret_2 X-Vault-Token AccountKey DD-APPLICATION-KEY private-key user[password] auth token authtoken", true, true, true},
		{"X-Sid sid sessionid session_id JSESSIONID PHPSESSID sig signature X-Signature CB-ACCESS-SIGN X-CSRF-Token", true, true, false},
		{"key key1 Cookie session authentication otp sign", false, true, false},
		{"token0 token1 auth0 auth0_domain author X-Author monkey monkey2 keyboard max_tokens token_type tokens_count page_token nextPageToken pagetoken nexttoken $skiptoken pagination_token resumeToken eos_token auth_type auth-method signature_method " +
			"Idempotency-Key Sec-WebSocket-Key sort_key public_key design assign compass signed name Content-Type X-Request-Id token_expires_in", false, false, false},
	} {
		for name := range strings.FieldsSeq(c.names) {
			if got := names.Credential(name); got != c.credential {
				t.Errorf("Credential(%s) = %v", name, got)
			}
			if got := names.Likely(name); got != c.likely {
				t.Errorf("Likely(%s) = %v", name, got)
			}
			if got := names.Asker(name); got != c.asker {
				t.Errorf("Asker(%s) = %v", name, got)
			}
		}
	}
}

func TestWordsOfAClaim(t *testing.T) {
	for word, want := range map[string]bool{
		"key": true, "keys": true, "X-API-Key": true, "tokens": true, "bearer": true, "unauthorized": true, "passphrase": true, "JWTs": true,
		"pass": false, "keyboard": false, "name": false, "session": false,
	} {
		if got := names.Spoken(word); got != want {
			t.Errorf("Spoken(%s) = %v", word, got)
		}
	}
}

// The kind of a credential is that of the word that says most of it; what says something about one
// has none, and every name with a kind may hold one.
func TestKinds(t *testing.T) {
	for kind, all := range map[string]string{
		"token":      "token access_token AccessToken X-Auth-Token auth_token sessionToken jwt bearer oauth_token",
		"secret":     "secret client_secret SecretString oauth_token_secret secret_id",
		"password":   "password user_password password1 passphrase pwd",
		"key":        "api_key api_key2 X-API-Key secretAccessKey private-key x-amz-signature X-Goog-Signature",
		"session":    "session_id Mcp-Session-Id JSESSIONID sid",
		"signature":  "sig Signature X-Signature",
		"credential": "Authorization auth credentials X-Amz-Credential",
		"": "next_page_token max_tokens token_count token_type token_expires_at token_url token_name token_id api_key_id AccessKeyId password_hint " +
			"secret_name secret_arn token_address token_str paging_token nextForwardToken nextBackwardToken uploadSequenceToken key id cursor session author",
	} {
		for name := range strings.FieldsSeq(all) {
			if got := names.Kind(name); got != kind {
				t.Errorf("Kind(%s) = %q, want %q", name, got, kind)
			}
			has := func(stem string) bool { return strings.Contains(strings.ToLower(name), stem) }
			if kind != "" && !slices.ContainsFunc(names.Stems[:], has) {
				t.Errorf("%s has no stem", name)
			}
		}
	}
}
