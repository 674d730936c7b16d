package redact

// shapes lists the kinds of keys that are recognized without a declaration: those whose format
// services publish in their documentation or secret scanners have gathered. Each has a distinctive
// prefix; a key without one must be declared. Lengths are minima, because later keys may be
// longer. Patterns are compiled when a text first contains a prefix.
var shapes = [...]shape{
	// models
	{kind: "chutes", prefixes: []string{"cpk_", "cak_"}, re: lazily(`c[pa]k_[0-9A-Za-z]{16,}(?:\.[0-9A-Za-z]{8,})*`)},
	{kind: "anthropic", prefixes: []string{"sk-ant-"}, re: lazily(`sk-ant-[0-9A-Za-z_-]{20,}`)},
	{kind: "sk", prefixes: []string{"sk-"}, re: lazily(`sk-(?:proj-|svcacct-|admin-|or-v1-)?([0-9A-Za-z_-]{20,})`), random: true},
	{kind: "groq", prefixes: []string{"gsk_"}, re: lazily(`gsk_[0-9A-Za-z]{40,}`)},
	{kind: "hugging-face", prefixes: []string{"hf_", "api_org_"}, re: lazily(`(?:hf|api_org)_[0-9A-Za-z]{30,}`)},
	{kind: "perplexity", prefixes: []string{"pplx-"}, re: lazily(`pplx-[0-9A-Za-z]{40,}`)},
	{kind: "replicate", prefixes: []string{"r8_"}, re: lazily(`r8_[0-9A-Za-z]{30,}`)},
	{kind: "xai", prefixes: []string{"xai-"}, re: lazily(`xai-[0-9A-Za-z]{60,}`)},
	// clouds
	{kind: "aws", prefixes: []string{"AKIA", "ASIA", "ABIA", "ACCA"}, re: lazily(`A(?:[KS]IA|BIA|CCA)[0-9A-Z]{16}\b`)},
	{kind: "aws", prefixes: []string{"ABSK"}, re: lazily(`ABSK[0-9A-Za-z+/]{100,}={0,2}`)},
	{kind: "aws", prefixes: []string{"bedrock-api-key-"}, re: lazily(`bedrock-api-key-[0-9A-Za-z+/=_-]{20,}`)},
	{kind: "alibaba", prefixes: []string{"LTAI"}, re: lazily(`LTAI[0-9A-Za-z]{16,}`)},
	{kind: "google", prefixes: []string{"AIza"}, re: lazily(`AIza[0-9A-Za-z_-]{35}`)},
	{kind: "google", prefixes: []string{"ya29."}, re: lazily(`ya29\.[0-9A-Za-z_-]{20,}`)},
	{kind: "google", prefixes: []string{"GOCSPX-"}, re: lazily(`GOCSPX-[0-9A-Za-z_-]{20,}`)},
	{kind: "digitalocean", prefixes: []string{"dop_v1_", "doo_v1_", "dor_v1_"}, re: lazily(`do[opr]_v1_[0-9a-f]{40,}`)},
	{kind: "heroku", prefixes: []string{"HRKU-"}, re: lazily(`HRKU-[0-9A-Za-z_-]{30,}`)},
	{kind: "fly", prefixes: []string{"fo1_", "fm1a_", "fm1r_", "fm2_"}, re: lazily(`f(?:o1|m1[ar]|m2)_[0-9A-Za-z+/_-]{40,}=*`)},
	{kind: "planetscale", prefixes: []string{"pscale_"}, re: lazily(`pscale_(?:tkn|oauth|pw)_[0-9A-Za-z=_-]{30,}`)},
	{kind: "pulumi", prefixes: []string{"pul-"}, re: lazily(`pul-[0-9a-f]{40}`)},
	{kind: "databricks", prefixes: []string{"dapi"}, re: lazily(`dapi[0-9a-f]{32}`)},
	{kind: "vault", prefixes: []string{"hvs.", "hvb."}, re: lazily(`hv[sb]\.[0-9A-Za-z_-]{24,}`)},
	{kind: "doppler", prefixes: []string{"dp.pt.", "dp.st.", "dp.ct."}, re: lazily(`dp\.[psc]t\.[0-9A-Za-z_-]{40,}`)},
	{kind: "openshift", prefixes: []string{"sha256~"}, re: lazily(`sha256~[0-9A-Za-z_-]{43}`)},
	// code and packages
	{kind: "github", prefixes: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, re: lazily(`gh[pousr]_[0-9A-Za-z]{36,}`)},
	{kind: "github", prefixes: []string{"github_pat_"}, re: lazily(`github_pat_[0-9A-Za-z_]{22,}`)},
	{
		kind:     "gitlab",
		prefixes: []string{"glpat-", "gldt-", "glptt-", "glrt-", "glcbt-", "glft-", "glffct-", "glimt-", "glagent-", "gloas-", "glsoat-"},
		re:       lazily(`gl(?:pat|dt|ptt|rt|cbt|ft|ffct|imt|agent|oas|soat)-[0-9A-Za-z_-]{20,}(?:\.[0-9a-z]{2,}){0,2}`),
	},
	{kind: "npm", prefixes: []string{"npm_"}, re: lazily(`npm_[0-9A-Za-z]{36}`)},
	{kind: "pypi", prefixes: []string{"pypi-AgE"}, re: lazily(`pypi-AgE[0-9A-Za-z_-]{40,}`)},
	{kind: "rubygems", prefixes: []string{"rubygems_"}, re: lazily(`rubygems_[0-9a-f]{48}`)},
	{kind: "docker", prefixes: []string{"dckr_pat_", "dckr_oat_"}, re: lazily(`dckr_[po]at_[0-9A-Za-z_-]{20,}`)},
	{kind: "artifactory", prefixes: []string{"AKCp"}, re: lazily(`AKCp[0-9A-Za-z]{60,}`)},
	// messages, payment, work
	{kind: "slack", prefixes: []string{"xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xapp-"}, re: lazily(`(?:xox[abeoprs][.-](?:xox[bp]-)?|xapp-)[0-9A-Za-z-]{10,}`)},
	{kind: "slack", prefixes: []string{"hooks.slack.com/"}, re: lazily(`hooks\.slack\.com/(?:services|workflows|triggers)/([0-9A-Za-z+/]{30,})`), part: true},
	{kind: "sendgrid", prefixes: []string{"SG."}, re: lazily(`SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}`)},
	{kind: "brevo", prefixes: []string{"xkeysib-"}, re: lazily(`xkeysib-[0-9a-f]{40,}(?:-[0-9A-Za-z]+)?`)},
	{kind: "twilio", prefixes: []string{"SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf"}, re: lazily(`SK[0-9a-f]{32}\b`)},
	{
		kind:     "stripe",
		prefixes: []string{"sk_live_", "rk_live_", "sk_test_", "rk_test_", "sk_prod_", "rk_prod_", "whsec_"},
		re:       lazily(`(?:[sr]k_(?:live|test|prod)|whsec)_[0-9A-Za-z]{16,}`),
	},
	{kind: "square", prefixes: []string{"sq0atp-", "sq0csp-", "EAAA"}, re: lazily(`(?:sq0[ac][ts]p-|EAAA)[0-9A-Za-z_-]{22,}`)},
	{kind: "shopify", prefixes: []string{"shpat_", "shpca_", "shppa_", "shpss_"}, re: lazily(`shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}`)},
	{kind: "notion", prefixes: []string{"ntn_"}, re: lazily(`ntn_[0-9A-Za-z]{40,}`)},
	{kind: "linear", prefixes: []string{"lin_api_"}, re: lazily(`lin_api_[0-9A-Za-z]{40}`)},
	{kind: "airtable", prefixes: []string{"pat"}, re: lazily(`pat[0-9A-Za-z]{14}\.[0-9a-f]{64}`)},
	{kind: "postman", prefixes: []string{"PMAK-"}, re: lazily(`PMAK-[0-9a-f]{24}-[0-9a-f]{34}`)},
	{kind: "grafana", prefixes: []string{"glc_", "glsa_"}, re: lazily(`gl(?:c|sa)_[0-9A-Za-z+/_]{32,}=*`)},
	{kind: "sentry", prefixes: []string{"sntrys_", "sntryu_"}, re: lazily(`sntry[su]_[0-9A-Za-z+/=_]{40,}`)},
	{kind: "dynatrace", prefixes: []string{"dt0c01."}, re: lazily(`dt0c01\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{64}`)},
	{kind: "1password", prefixes: []string{"ops_eyJ"}, re: lazily(`ops_eyJ[0-9A-Za-z+/_-]{100,}={0,3}`)},
	// of any service
	{kind: "jwt", prefixes: []string{"eyJ"}, re: lazily(`eyJ[0-9A-Za-z_-]{10,}\.(?:[0-9A-Za-z_-]{10,})?\.[0-9A-Za-z_-]{10,}(?:\.[0-9A-Za-z_-]{10,}){0,2}`)},
	{kind: "private-key", prefixes: []string{"-----BEGIN "}, re: lazily(`-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:[^"<-]|-[^"<-])*(?:-----END [A-Z ]*-----)?`)},
	{kind: "age", prefixes: []string{"AGE-SECRET-KEY-1"}, re: lazily(`AGE-SECRET-KEY-1[0-9A-Z]{50,}`)},
	{kind: "bearer", prefixes: []string{"Bearer ", "bearer "}, re: lazily(`[Bb]earer +([0-9A-Za-z._~+/-]{20,}=*)`), random: true, part: true},
	{kind: "password", prefixes: []string{"://", `:\/\/`}, re: lazily(`:(?://|\\/\\/)[^/\s:@"'<>${}\\]*:([^/\s@"'<>${}\\]{3,})@`), part: true, inside: true, before: '@', among: "/ \t\n\f\r@\"'<>${}\\"},
}
