package chutes_test

// world is the state of the service in one explanation of the answers.
type world struct {
	name  string
	truth string // the hypothesis that is true

	address    bool // the edge limits all requests from this network
	account    bool // the edge limits chats with a key of the account
	everywhere bool // with account: all requests with such a key
	anonymous  bool // the edge limits chats without credentials
	unknownKey bool // the key is unknown or inactive
	scoped     bool // the key is for inference only
	spent      bool // the quota is used up
	headerRead bool // X-API-Key authenticates
	breaks     bool // streams end early
}

// worlds returns the eight of the table, each in the variants that the table leaves open: the edge
// may or may not limit requests without credentials, and those of a limited account to other
// routes.
func worlds() []world {
	var out []world
	for _, w := range []world{
		{truth: "key-header-ignored"},
		{truth: "account-limited", account: true},
		{truth: "account-limited", account: true, everywhere: true},
		{truth: "ip-limited", address: true},
		{truth: "key-invalid", unknownKey: true},
		{truth: "scoped-key", scoped: true},
		{truth: "quota-used-up", spent: true},
		{truth: "wrong-host"},
		{truth: "x-api-key-authenticates", headerRead: true},
	} {
		w.name = w.truth
		if w.everywhere {
			w.name += ", on every route"
		}
		out = append(out, w)
		if !w.address {
			w.name, w.anonymous = w.name+", no credentials limited", true
			out = append(out, w)
		}
	}
	return out
}

// columns are the hypotheses of the table, in its order.
var columns = []string{
	"key-header-ignored", "account-limited", "ip-limited", "key-invalid", "scoped-key", "quota-used-up", "wrong-host", "x-api-key-authenticates",
}

// table has the answer to each probe in each world: EL edge-limit, NA not-authenticated, WH
// wrong-host, MN model-not-found, QE quota-exhausted, 200; "=P3" and "!P3" compare with the probe
// of that row.
var table = []struct {
	row, probe string
	cells      [8]string
}{
	{"P2", "models-invented-key", [8]string{"NA", "NA", "EL", "NA", "NA", "NA", "NA", "NA"}},
	{"P3", "no-credentials", [8]string{"EL NA", "EL NA", "EL", "EL NA", "EL NA", "EL NA", "EL NA", "EL NA !P5"}},
	{"P5", "llm-x-api-key", [8]string{"=P3", "=P3", "EL", "=P3", "=P3", "=P3", "=P3", "!P3"}},
	{"P7", "unknown-model", [8]string{"MN", "EL", "EL", "NA", "MN", "MN", "MN", "MN"}},
	{"P8", "account", [8]string{"200", "200 EL", "EL", "NA", "NA", "200", "200", "200"}},
	{"P10", "one-token", [8]string{"200", "EL", "EL", "NA", "200", "QE", "200", "200"}},
	{"P11", "bearer", [8]string{"WH", "EL", "EL", "NA", "NA", "WH", "WH", "WH"}},
	{"P12", "api-invented-bearer", [8]string{"NA", "NA", "EL", "NA", "NA", "NA", "NA", "NA"}},
	{"P15", "account-x-api-key", [8]string{"NA", "NA EL", "EL", "NA", "NA", "NA", "NA", "200"}},
}

// names maps the answers of the table to the suite's names; 200 has none.
var names = map[string]string{
	"EL": "edge-limit", "NA": "not-authenticated", "WH": "wrong-host", "MN": "model-not-found", "QE": "quota-exhausted", "200": "",
}
