package httpfile

import (
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// metas carries over the # @… lines of a request. Those about a tool's own display, and unknown
// ones, are comments.
func (r *reader) metas(p *importer.Probe, g *region) {
	for _, m := range g.metas {
		switch m.key {
		case "no-redirect":
			p.Options.Set("redirects", 0)
		case "no-cookie-jar":
			p.Options.Set("jar", nil)
		case "no-reject-unauthorized":
			p.Options.Set("tls", importer.MapOf("insecure", true))
		case "timeout":
			r.timeout(p, m)
		case "sleep":
			if n, err := strconv.Atoi(m.value); err == nil && n >= 0 {
				p.More.Set("wait", (time.Duration(n) * time.Millisecond).String())
			} else {
				r.unknown(m)
			}
		case "loop":
			r.loop(p, m)
		case "ref", "force-ref":
			if r.named[m.value] == nil {
				r.otherFile(m)
			}
		case "import":
			r.otherFile(m)
		case "proxy":
			p.Options.Set("proxy", r.text(m.value, m.at))
		case "connection-timeout", "no-auto-encoding", "use-os-credentials", "rate-limit", "ratelimit", "post-redirect-get", "keep-streaming", "grpc-reflection":
			r.unknown(m)
		}
	}
}

func (r *reader) unknown(m pair) {
	r.Drop(r.at(m.at), "leave it out, or say it in the suite's words", "%s is left out", strings.TrimSpace("# @"+m.key+" "+m.value))
}

// otherFile lists a line that needs the requests of another file, or a later one.
func (r *reader) otherFile(m pair) {
	r.Drop(r.at(m.at), "import that file too, and say after: where the order matters", "# @%s %s is left out: that is not earlier in this file", m.key, m.value)
}

var (
	seconds = source.Pattern(`^(\d+(?:\.\d+)?)\s*(ms|s|m)$`)
	counted = source.Pattern(`^for\s+(\d+)$`)
)

// leastMilliseconds is the least number without a unit that is taken for milliseconds.
const leastMilliseconds = 1000

// timeout reads # @timeout: JetBrains counts in seconds, httpyac in milliseconds.
func (r *reader) timeout(p *importer.Probe, m pair) {
	if unit := seconds().FindStringSubmatch(m.value); unit != nil {
		p.Options.Set("timeout", unit[1]+unit[2])
		return
	}
	n, err := strconv.Atoi(m.value)
	if err != nil || n <= 0 {
		r.unknown(m)
		return
	}
	limit := time.Duration(n) * time.Second
	if n >= leastMilliseconds {
		limit = time.Duration(n) * time.Millisecond
	}
	p.Options.Set("timeout", limit.String())
	r.Drop(r.at(m.at), "write timeout: with its unit", "# @timeout %d has no unit and is taken for %s: JetBrains counts in seconds, httpyac in milliseconds", n, limit)
}

func (r *reader) loop(p *importer.Probe, m pair) {
	if times := counted().FindStringSubmatch(m.value); times != nil {
		if n, err := strconv.Atoi(times[1]); err == nil && n > 1 {
			p.More.Set("repeat", n)
			return
		}
	}
	r.unknown(m)
}
