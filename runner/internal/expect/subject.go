package expect

// subject names what is judged: what kind of thing, and which one. It becomes
// text only when a failure is shown.
type subject struct {
	what string // "status", "header", "json"
	path string // "Retry-After", "$.detail"; "" where what says it all
}

// String is the subject as failures show it: "header Retry-After".
func (s subject) String() string {
	if s.path == "" {
		return s.what
	}
	return s.what + " " + s.path
}

// within is the subject at a path below this one: ".name", "[0]".
func (s subject) within(path string) subject {
	if s.path == "" && path != "" && path[0] == '.' {
		path = path[1:]
	}
	return subject{s.what, s.path + path}
}
