package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/curl"
	"assay/runner/internal/importer/har"
	"assay/runner/internal/importer/httpfile"
	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/importer/postman"
	"assay/runner/internal/source"
)

// imported returns a draft from a text of that kind.
func imported(t *testing.T, kind, text string) *importer.Draft {
	t.Helper()
	file := &source.File{Name: "a." + kind, Text: []byte(text)}
	var d *importer.Draft
	var err error
	switch kind {
	case "curl":
		d, err = curl.Read(file, curl.Options{Suite: "shop"})
	case "hurl":
		d, err = hurl.Read(file, hurl.Options{Suite: "shop"})
	case "postman":
		d, err = postman.Read(file, postman.Options{Suite: "shop"})
	case "openapi":
		d, err = openapi.Read(file, openapi.Options{Suite: "shop"})
	case "http":
		d, err = httpfile.Read(file, httpfile.Options{Suite: "shop"})
	case "har":
		d, err = har.Read(file, har.Options{Suite: "shop"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A variable in a credential's place is a secret, whatever its name and its other uses; a value
// from the file is in no document.
func TestPlaceDecides(t *testing.T) {
	collection := func(request, variables string) string {
		return `{"info": {"name": "shop"}, "item": [{"name": "a", "request": ` + request + `}], "variable": [` + variables + `]}`
	}
	for _, c := range []struct{ kind, text, secrets, vars string }{
		{"curl", `curl https://a.example/ -H "Authorization: Bearer $SHOP_KEY"`, "SHOP_KEY", ""},
		{"curl", `curl https://a.example/ -H "Authorization: $ALL"`, "ALL", ""},
		{"curl", `curl https://a.example/ -H "Authorization: Basic $PAIR"`, "PAIR", ""},
		{"curl", `curl https://a.example/ -H "Authorization: Custom id=$ID,sum=$SUM"`, "ID SUM", ""},
		{"curl", `curl https://a.example/ -H "Proxy-Authorization: Basic $PAIR"`, "PAIR", ""},
		{"curl", `curl https://a.example/ -H "X-API-Key: $KEY"`, "KEY", ""},
		{"curl", `curl https://a.example/ -H "Cookie: a=$ONE; b=$TWO"`, "ONE TWO", ""},
		{"curl", `curl https://a.example/ -u "$U:$P"`, "U P", ""},
		{"curl", `curl "https://$U:$P@a.example/"`, "U P", ""},
		{"curl", `curl https://a.example/ -b session=$S`, "S", ""},
		{"curl", `curl https://a.example/ -d password=$PW -d page=$N`, "PW", "N"},
		{"curl", `curl https://a.example/ --json '{"password": "'$PW'", "page": "'$N'"}'`, "PW", "N"},
		{"curl", `curl https://a.example/ --json '{"password": '$PW', "page": '$N'}'`, "PW", "N"},
		{"curl", `curl https://a.example/ -F token=$T -F page=$N`, "T", "N"},
		{"curl", `curl "https://a.example/?api_key=$K&page=$N"`, "K", "N"},
		{"curl", `curl https://a.example/ -x "http://me:$P@proxy.example:80"`, "P", ""},
		{"curl", `curl https://a.example/ --oauth2-bearer $T`, "T", ""},
		{"curl", "MINE=invented-value\ncurl https://a.example/invented-value -H \"X-API-Key: $MINE\"", "SHOP_MINE", ""},
		{"curl", "PART=invented\nMINE=\"$PART-$REST\"\ncurl https://a.example/ -u \"me:$MINE\"", "SHOP_MINE", ""},
		{"curl", "curl https://a.example/ -H \"X-API-Key: $MINE\"\nMINE=invented-value\ncurl https://a.example/b -H \"X-API-Key: $MINE\"", "MINE", ""},
		{"hurl", "GET https://a.example/{{n}}\nAuthorization: Bearer {{mine}}\n", "HURL_mine", "HURL_n"},
		{"hurl", "GET https://a.example/\nX-API-Key: {{mine}}\n", "HURL_mine", ""},
		{"hurl", "GET https://a.example/\n[BasicAuth]\n{{u}}: {{p}}\n", "HURL_u HURL_p", ""},
		{"hurl", "GET https://a.example/\n[Cookies]\nsession: {{s}}\n", "HURL_s", ""},
		{"hurl", "POST https://a.example/\n[Form]\npassword: {{pw}}\n", "HURL_pw", ""},
		{"hurl", "POST https://a.example/\n{\"password\": \"{{pw}}\", \"page\": \"{{n}}\"}\n", "HURL_pw", "HURL_n"},
		{"hurl", "GET https://a.example/invented-value\nX-API-Key: {{mine}}\n[Options]\nvariable: mine=invented-value\n", "SHOP_MINE", ""},
		{"postman", collection(`{"method": "GET", "url": "https://a.example/", "header": [{"key": "X-API-Key", "value": "{{mine}}"}]}`, `{"key": "mine", "value": "invented-value"}`), "SHOP_MINE", ""},
		{"postman", collection(`{"method": "GET", "url": "https://a.example/?api_key={{mine}}"}`, ``), "MINE", ""},
		{"postman", collection(`{"method": "POST", "url": "https://a.example/", "body": {"mode": "urlencoded", "urlencoded": [{"key": "password", "value": "{{mine}}"}, {"key": "page", "value": "{{n}}"}]}}`, ``), "MINE", "N"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			d := imported(t, c.kind, c.text)
			_, text, _ := written(t, d)
			var secrets, vars []string
			for _, s := range d.Secrets {
				secrets = append(secrets, s.Env)
			}
			for _, v := range d.Vars {
				vars = append(vars, v.Env)
			}
			got := map[string]string{"secrets": strings.Join(secrets, " "), "vars": strings.Join(vars, " ")}
			if diff := cmp.Diff(map[string]string{"secrets": c.secrets, "vars": c.vars}, got); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s\n%s", c.text, diff, text)
			}
			if strings.Contains(text, "invented") {
				t.Errorf("a secret is in the document:\n%s", text)
			}
		})
	}
}
