package engine

import (
	"os"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// CheckTLS tells which files of `tls:` no connection can be made with, once for all
// the probes that name them. A replay does without them; of a client's certificate
// and its key, which only the machines have that ask, absent ones are passed over
// where nothing is asked.
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
