package cli

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// side is one of the targets of assay compare, with its documents.
type side struct {
	name        string
	url         string // of --target; "" of --env
	opts        engine.Options
	documents   []*pipeline.Document
	environment string // of --env
}

// address is where the suites ask at the target; "several hosts" where they do not ask one.
func (s *side) address() string {
	address := s.url
	for i, d := range s.documents {
		if i > 0 && d.Suite.Target != address {
			return "at several hosts"
		}
		address = d.Suite.Target
	}
	return address
}

// sideName is how targets are called: no dot, which ends the name in --var and --secret.
var sideName = source.Pattern(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// sides reads the targets of the command line, environments first.
func (f *compareFlags) sides(p *process, base engine.Options) ([]*side, error) {
	var out []*side
	for _, name := range f.environments {
		out = append(out, &side{name: name, environment: name})
	}
	for _, arg := range f.targets {
		s, err := targetSide(arg)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	known := map[string]bool{}
	for _, s := range out {
		if known[s.name] {
			return nil, usagef("two targets are called %q", s.name).but("give each a name of its own: --target other=URL")
		}
		known[s.name] = true
	}
	if len(out) < 2 {
		return nil, usagef("compare needs two targets or more, got %d", len(out)).but("write --target a=URL --target b=URL, or --env NAME for environments of the suite")
	}
	for _, s := range out {
		if err := f.settle(p, s, base); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// targetSide reads NAME=URL.
func targetSide(arg string) (*side, error) {
	name, address, found := strings.Cut(arg, "=")
	if !found || strings.Contains(name, "://") {
		return nil, usagef("--target %s: it has no name", arg).but("write the name of the target, =, and its URL: --target gateway=http://127.0.0.1:8080")
	}
	if !sideName().MatchString(name) {
		return nil, usagef("--target: %q is no name of a target", name).but("use letters, digits, - and _: --target gateway=URL")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, usagef("--target %s: %q is no URL of HTTP", name, address).but("write scheme and host: --target %s=http://127.0.0.1:8080", name)
	}
	return &side{name: name, url: address}, nil
}

// settle sets what differs at a target: where it is, its vars, where its secrets come from. Of the
// vars and the secrets, NAME.var=VALUE is of one target.
func (f *compareFlags) settle(p *process, s *side, base engine.Options) error {
	s.opts = base
	l := &s.opts.Load
	l.Target, l.Environment = s.url, s.environment
	l.Vars = maps.Clone(l.Vars)
	if l.Vars == nil {
		l.Vars = map[string]string{}
	}
	for _, arg := range f.vars {
		if name, value, ok := strings.Cut(arg, "="); ok {
			if of, name, ok := strings.Cut(name, "."); ok && of == s.name {
				l.Vars[name] = value
			}
		}
	}
	l.Secrets = map[string]string{}
	for _, arg := range f.secrets {
		of, name, env, err := secretFlag(arg)
		if err != nil {
			return err
		}
		if of == s.name {
			l.Secrets[name] = env
		}
	}
	if s.environment != "" { // ASSAY_TARGET names one place, and these are several
		l.Env = without(l.Env, "ASSAY_TARGET")
	}
	s.opts.Masks, s.opts.MasksAs = &p.masks, "\x00"+s.name
	return nil
}

// without hides a variable of the environment.
func without(env func(string) (string, bool), name string) func(string) (string, bool) {
	return func(asked string) (string, bool) {
		if asked == name {
			return "", false
		}
		return env(asked)
	}
}

// secretFlag splits TARGET.secret=VARIABLE.
func secretFlag(arg string) (of, name, env string, err error) {
	left, env, found := strings.Cut(arg, "=")
	of, name, dot := strings.Cut(left, ".")
	if !found || !dot || name == "" || env == "" {
		return "", "", "", usagef("--secret %q is no TARGET.SECRET=VARIABLE", arg).but("write the target, a dot, the suite's name of the secret, and the environment variable: --secret b.key=B_KEY")
	}
	return of, name, env, nil
}

// ownVars takes the vars of single targets out of --var, which only settle reads, and refuses
// those of targets that do not exist.
func (f *compareFlags) ownVars() (common []string) {
	for _, arg := range f.vars {
		if name, _, ok := strings.Cut(arg, "="); ok && strings.Contains(name, ".") {
			continue
		}
		common = append(common, arg)
	}
	return common
}

// checkNames refuses --var and --secret of targets that do not exist, and secrets that no suite
// has.
func (f *compareFlags) checkNames(sides []*side) error {
	var names []string
	for _, s := range sides {
		names = append(names, s.name)
	}
	check := func(flag, of string) error {
		if slices.Contains(names, of) {
			return nil
		}
		err := usagef("--%s: no target is called %q", flag, of)
		if near := source.Nearest(of, names); near != "" {
			return err.but("did you mean %q?", near)
		}
		return err.but("the targets are %s", strings.Join(names, ", "))
	}
	for _, arg := range f.vars {
		if name, _, ok := strings.Cut(arg, "="); ok {
			if of, _, ok := strings.Cut(name, "."); ok {
				if err := check("var", of); err != nil {
					return err
				}
			}
		}
	}
	for _, arg := range f.secrets {
		of, _, _, err := secretFlag(arg)
		if err == nil {
			err = check("secret", of)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkSecrets refuses --secret for a secret that no suite declares.
func (f *compareFlags) checkSecrets(sides []*side) error {
	var known []string
	for _, s := range sides {
		for _, d := range s.documents {
			for _, secret := range d.Suite.Secrets {
				known = append(known, secret.Name)
			}
		}
	}
	for _, arg := range f.secrets {
		_, name, _, _ := secretFlag(arg)
		if slices.Contains(known, name) {
			continue
		}
		err := usagef("--secret %s: no suite declares a secret %q", arg, name)
		if near := source.Nearest(name, known); near != "" {
			return err.but("did you mean %q?", near)
		}
		return err.but("a suite names its secrets under secrets:")
	}
	return nil
}

// astray refuses to send a target's secrets to another one. An environment is the suite's own word
// on where its secrets go; a target of the command line is not.
func (f *compareFlags) astray(sides []*side, selected *selection) error {
	if f.shareSecrets {
		return nil
	}
	first := selected.Tasks(sides[0].documents)
	for _, s := range sides[1:] {
		if s.url == "" {
			continue
		}
		for _, a := range engine.SecretsAstray(first, selected.Tasks(s.documents)) {
			if f.given(s.name, a.Secret) {
				continue
			}
			return usagef("the secret %s (%s) of %s would be sent to %s, another origin, with the probe %s; nothing was sent", a.Secret.Name, a.Secret.Env, sides[0].name, a.Origin, a.Probe).
				but("name its key there: --secret %s.%s=VARIABLE; or send it to both: --share-secrets", s.name, a.Secret.Name)
		}
	}
	return nil
}

// given reports whether the command line names the variable of a secret at a target.
func (f *compareFlags) given(target string, secret suite.Secret) bool {
	return slices.Contains(f.secrets, target+"."+secret.Name+"="+secret.Env)
}
