package jsonschema

func (j *judging) array(list []any) {
	s := j.s
	if s.MinItems != nil && len(list) < *s.MinItems {
		j.fail(Error{Keyword: "minItems", Count: *s.MinItems, Got: len(list)})
	}
	if s.MaxItems != nil && len(list) > *s.MaxItems {
		j.fail(Error{Keyword: "maxItems", Count: *s.MaxItems, Got: len(list)})
	}
	if s.UniqueItems && !j.done() {
		if a, b, found := twins(list); found {
			j.fail(Error{Keyword: "uniqueItems", Indexes: []int{a, b}})
		}
	}
	j.items(list)
	if s.Contains != nil && !j.done() {
		j.contains(list)
	}
}

// items judges each item by its index.
func (j *judging) items(list []any) {
	s := j.s
	first := min(len(s.PrefixItems), len(list))
	for i, v := range list[:first] {
		if j.add(j.item(s.PrefixItems[i], v, i)); j.done() {
			return
		}
	}
	if s.Items != nil && first < len(list) {
		if b := s.Items.Bool; b != nil && !*b && s.itemsKeyword != "" {
			j.fail(Error{Keyword: s.itemsKeyword, Count: first, Got: len(list)})
			return
		}
		for i, v := range list[first:] {
			if j.add(j.item(s.Items, v, first+i)); j.done() {
				return
			}
		}
		first = len(list)
	}
	if j.seen != nil {
		j.seen.first = max(j.seen.first, first)
	}
}

// contains counts the items that meet a schema, and keeps the failures of the others.
func (j *judging) contains(list []any) {
	s := j.s
	met := 0
	var causes []*Error
	for i, v := range list {
		errs := j.item(s.Contains, v, i)
		if len(errs) > 0 {
			if !j.quiet {
				causes = append(causes, grouped(s.Contains, nil, errs))
			}
			continue
		}
		if met++; s.draft >= draft2020 {
			j.seen.item(i)
		}
	}
	switch {
	case s.MinContains == nil && met == 0:
		j.fail(Error{Keyword: "contains", Causes: causes})
	case s.MinContains != nil && met < *s.MinContains:
		j.fail(Error{Keyword: "minContains", Count: *s.MinContains, Got: met, Causes: causes})
	}
	if s.MaxContains != nil && met > *s.MaxContains {
		j.fail(Error{Keyword: "maxContains", Count: *s.MaxContains, Got: met})
	}
}
