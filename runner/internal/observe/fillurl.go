package observe

import (
	"net/url"
	"strings"

	"assay/runner/internal/origin"
	"assay/runner/internal/subst"
)

// url returns a URL with its references filled in, by position: unchanged before the path (a whole
// URL, a host), encoded except slashes in the path (a model's name may have one), fully encoded in
// the query. A value at the start of the path that starts with a slash is a path from the server,
// such as a Location, and stays unchanged.
func (f *filling) url(planned string) string {
	if !subst.Has(planned) {
		return planned
	}
	asked, _ := origin.Split(planned)
	path := len(asked)
	query := path + subst.Outside(planned[path:], "?#")
	fragment := query + subst.Outside(planned[query:], "#")
	return f.text(planned[:path]) + f.path(planned[path:query]) +
		subst.Fill(planned[query:fragment], f.encoded(url.QueryEscape)) +
		f.text(planned[fragment:])
}

func (f *filling) path(planned string) string {
	rest, slash := strings.CutPrefix(planned, "/")
	first := strings.HasPrefix(rest, "${")
	encode := f.encoded(escapePath)
	return subst.Fill(planned, func(name string) (any, bool) {
		if starts := first; starts {
			first = false
			if v, ok := f.lookup(name); ok && strings.HasPrefix(subst.Text(v), "/") {
				if slash {
					return subst.Text(v)[1:], true
				}
				return v, true
			}
		}
		return encode(name)
	})
}

// escapePath encodes every segment of a path.
func escapePath(s string) string {
	if !strings.Contains(s, "/") {
		return url.PathEscape(s)
	}
	segments := strings.Split(s, "/")
	for i := range segments {
		segments[i] = url.PathEscape(segments[i])
	}
	return strings.Join(segments, "/")
}
