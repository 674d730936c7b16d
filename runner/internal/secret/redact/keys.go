package redact

// shapes lists the kinds of keys that are recognized without a declaration: those whose format
// services publish in their documentation or secret scanners have gathered. Each has a distinctive
// prefix; a key without one must be declared. Lengths are minima, because later keys may be
// longer. Patterns are compiled when a text first contains a prefix.
var shapes = [...]shape{
	// models
	{kind: "chutes", prefixes: []string{"cpk_", "cak_"}, pattern: `c[pa]k_[0-9A-Za-z]{16,}(?:\.[0-9A-Za-z]{8,})*`},
	{kind: "anthropic", prefixes: []string{"sk-ant-"}, pattern: `sk-ant-[0-9A-Za-z_-]{20,}`},
	{kind: "sk", prefixes: []string{"sk-"}, pattern: `sk-(?:proj-|svcacct-|admin-|or-v1-)?([0-9A-Za-z_-]{20,})`, random: true},
	{kind: "groq", prefixes: []string{"gsk_"}, pattern: `gsk_[0-9A-Za-z]{40,}`},
	{kind: "hugging-face", prefixes: []string{"hf_", "api_org_"}, pattern: `(?:hf|api_org)_[0-9A-Za-z]{30,}`},
	{kind: "perplexity", prefixes: []string{"pplx-"}, pattern: `pplx-[0-9A-Za-z]{40,}`},
	{kind: "replicate", prefixes: []string{"r8_"}, pattern: `r8_[0-9A-Za-z]{30,}`},
	{kind: "xai", prefixes: []string{"xai-"}, pattern: `xai-[0-9A-Za-z]{60,}`},
	// clouds
	{kind: "aws", prefixes: []string{"AKIA", "ASIA", "ABIA", "ACCA"}, pattern: `A(?:[KS]IA|BIA|CCA)[0-9A-Z]{16}\b`},
	{kind: "aws", prefixes: []string{"ABSK"}, pattern: `ABSK[0-9A-Za-z+/]{100,}={0,2}`},
	{kind: "aws", prefixes: []string{"bedrock-api-key-"}, pattern: `bedrock-api-key-[0-9A-Za-z+/=_-]{20,}`},
	{kind: "alibaba", prefixes: []string{"LTAI"}, pattern: `LTAI[0-9A-Za-z]{16,}`},
	{kind: "google", prefixes: []string{"AIza"}, pattern: `AIza[0-9A-Za-z_-]{35}`},
	{kind: "google", prefixes: []string{"ya29."}, pattern: `ya29\.[0-9A-Za-z_-]{20,}`},
	{kind: "google", prefixes: []string{"GOCSPX-"}, pattern: `GOCSPX-[0-9A-Za-z_-]{20,}`},
	{kind: "digitalocean", prefixes: []string{"dop_v1_", "doo_v1_", "dor_v1_"}, pattern: `do[opr]_v1_[0-9a-f]{40,}`},
	{kind: "heroku", prefixes: []string{"HRKU-"}, pattern: `HRKU-[0-9A-Za-z_-]{30,}`},
	{kind: "fly", prefixes: []string{"fo1_", "fm1a_", "fm1r_", "fm2_"}, pattern: `f(?:o1|m1[ar]|m2)_[0-9A-Za-z+/_-]{40,}=*`},
	{kind: "planetscale", prefixes: []string{"pscale_"}, pattern: `pscale_(?:tkn|oauth|pw)_[0-9A-Za-z=_-]{30,}`},
	{kind: "pulumi", prefixes: []string{"pul-"}, pattern: `pul-[0-9a-f]{40}`},
	{kind: "databricks", prefixes: []string{"dapi"}, pattern: `dapi[0-9a-f]{32}`},
	{kind: "vault", prefixes: []string{"hvs.", "hvb."}, pattern: `hv[sb]\.[0-9A-Za-z_-]{24,}`},
	{kind: "doppler", prefixes: []string{"dp.pt.", "dp.st.", "dp.ct."}, pattern: `dp\.[psc]t\.[0-9A-Za-z_-]{40,}`},
	{kind: "openshift", prefixes: []string{"sha256~"}, pattern: `sha256~[0-9A-Za-z_-]{43}`},
	// code and packages
	{kind: "github", prefixes: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, pattern: `gh[pousr]_[0-9A-Za-z]{36,}`},
	{kind: "github", prefixes: []string{"github_pat_"}, pattern: `github_pat_[0-9A-Za-z_]{22,}`},
	{
		kind:     "gitlab",
		prefixes: []string{"glpat-", "gldt-", "glptt-", "glrt-", "glcbt-", "glft-", "glffct-", "glimt-", "glagent-", "gloas-", "glsoat-"},
		pattern:  `gl(?:pat|dt|ptt|rt|cbt|ft|ffct|imt|agent|oas|soat)-[0-9A-Za-z_-]{20,}(?:\.[0-9a-z]{2,}){0,2}`,
	},
	{kind: "npm", prefixes: []string{"npm_"}, pattern: `npm_[0-9A-Za-z]{36}`},
	{kind: "pypi", prefixes: []string{"pypi-AgE"}, pattern: `pypi-AgE[0-9A-Za-z_-]{40,}`},
	{kind: "rubygems", prefixes: []string{"rubygems_"}, pattern: `rubygems_[0-9a-f]{48}`},
	{kind: "docker", prefixes: []string{"dckr_pat_", "dckr_oat_"}, pattern: `dckr_[po]at_[0-9A-Za-z_-]{20,}`},
	{kind: "artifactory", prefixes: []string{"AKCp"}, pattern: `AKCp[0-9A-Za-z]{60,}`},
	// messages, payment, work
	{kind: "slack", prefixes: []string{"xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xapp-"}, pattern: `(?:xox[abeoprs][.-](?:xox[bp]-)?|xapp-)[0-9A-Za-z-]{10,}`},
	{kind: "slack", prefixes: []string{"hooks.slack.com/"}, pattern: `hooks\.slack\.com/(?:services|workflows|triggers)/([0-9A-Za-z+/]{30,})`, part: true},
	{kind: "sendgrid", prefixes: []string{"SG."}, pattern: `SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}`},
	{kind: "brevo", prefixes: []string{"xkeysib-"}, pattern: `xkeysib-[0-9a-f]{40,}(?:-[0-9A-Za-z]+)?`},
	{kind: "twilio", prefixes: []string{"SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf"}, pattern: `SK[0-9a-f]{32}\b`},
	{
		kind:     "stripe",
		prefixes: []string{"sk_live_", "rk_live_", "sk_test_", "rk_test_", "sk_prod_", "rk_prod_", "whsec_"},
		pattern:  `(?:[sr]k_(?:live|test|prod)|whsec)_[0-9A-Za-z]{16,}`,
	},
	{kind: "square", prefixes: []string{"sq0atp-", "sq0csp-", "EAAA"}, pattern: `(?:sq0[ac][ts]p-|EAAA)[0-9A-Za-z_-]{22,}`},
	{kind: "shopify", prefixes: []string{"shpat_", "shpca_", "shppa_", "shpss_"}, pattern: `shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}`},
	{kind: "notion", prefixes: []string{"ntn_"}, pattern: `ntn_[0-9A-Za-z]{40,}`},
	{kind: "linear", prefixes: []string{"lin_api_"}, pattern: `lin_api_[0-9A-Za-z]{40}`},
	{kind: "airtable", prefixes: []string{"pat"}, pattern: `pat[0-9A-Za-z]{14}\.[0-9a-f]{64}`},
	{kind: "postman", prefixes: []string{"PMAK-"}, pattern: `PMAK-[0-9a-f]{24}-[0-9a-f]{34}`},
	{kind: "grafana", prefixes: []string{"glc_", "glsa_"}, pattern: `gl(?:c|sa)_[0-9A-Za-z+/_]{32,}=*`},
	{kind: "sentry", prefixes: []string{"sntrys_", "sntryu_"}, pattern: `sntry[su]_[0-9A-Za-z+/=_]{40,}`},
	{kind: "dynatrace", prefixes: []string{"dt0c01."}, pattern: `dt0c01\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{64}`},
	{kind: "1password", prefixes: []string{"ops_eyJ"}, pattern: `ops_eyJ[0-9A-Za-z+/_-]{100,}={0,3}`},
	// of any service
	{kind: "jwt", prefixes: []string{"eyJ"}, pattern: `eyJ[0-9A-Za-z_-]{10,}\.(?:[0-9A-Za-z_-]{10,})?\.[0-9A-Za-z_-]{10,}(?:\.[0-9A-Za-z_-]{10,}){0,2}`},
	{kind: "private-key", prefixes: []string{"-----BEGIN "}, pattern: `-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:[^"<-]|-[^"<-])*(?:-----END [A-Z ]*-----)?`},
	{kind: "age", prefixes: []string{"AGE-SECRET-KEY-1"}, pattern: `AGE-SECRET-KEY-1[0-9A-Z]{50,}`},
	{kind: "bearer", prefixes: []string{"Bearer ", "bearer "}, pattern: `[Bb]earer +([0-9A-Za-z._~+/-]{20,}=*)`, random: true, part: true},
	{kind: "password", prefixes: []string{"://", `:\/\/`}, pattern: `:(?://|\\/\\/)[^/\s:@"'<>${}\\]*:([^/\s@"'<>${}\\]{3,})@`, part: true, inside: true, before: '@', among: "/ \t\n\f\r@\"'<>${}\\"},
}
