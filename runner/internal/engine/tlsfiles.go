package engine

import (
	"os"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// CheckTLS reports the unusable files of `tls:`, each once for all probes that name it. A replay
// does not need them: unless the mode uses the network, it ignores a client's certificate and key
// that do not exist, since only machines that send requests have them.
func CheckTLS(d *pipeline.Document, asks bool) source.Problems {
	var problems source.Problems
	seen := map[exchange.TLSOptions]bool{}
	for _, p := range d.Plan.Probes {
		if p.Request == nil || p.Request.TLS == nil || seen[*p.Request.TLS] {
			continue
		}
		o := *p.Request.TLS
		seen[o] = true
		if subst.Has(o.CA) || subst.Has(o.Cert) || subst.Has(o.Key) {
			continue
		}
		if !asks && (absent(o.Cert) || absent(o.Key)) {
			o.Cert, o.Key = "", ""
		}
		if err := transport.CheckTLS(&o); err != nil {
			problems.Add(p.At, "the probe %s cannot be sent: %v", p.ID, err).Next = "name a PEM file that can be read, beside the suite or below its project's folder"
		}
	}
	return problems
}

func absent(path string) bool {
	_, err := os.Stat(path)
	return path != "" && os.IsNotExist(err)
}
