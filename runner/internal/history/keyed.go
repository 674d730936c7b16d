package history

// pair is a key: an id or a probe, and a target.
type pair [2]string

// keyed holds values in the order of their first appearance, and finds them by key. A run has them
// in about the order of the run before, so that most are found without the map.
type keyed[T interface {
	comparable
	key() pair
}] struct {
	all   []T
	next  int          // in all: where the next key is expected
	place map[pair]int // in all; made when first needed
}

func (k *keyed[T]) len() int { return len(k.all) }

// rewind expects the first key next.
func (k *keyed[T]) rewind() { k.next = 0 }

// find returns the value of a key, the zero value without one.
func (k *keyed[T]) find(key pair) (found T) {
	if k.next >= len(k.all) || k.all[k.next].key() != key {
		if k.place == nil {
			k.place = make(map[pair]int, len(k.all))
			for i, v := range k.all {
				k.place[v.key()] = i
			}
		}
		i, ok := k.place[key]
		if !ok {
			return found
		}
		k.next = i
	}
	found = k.all[k.next]
	k.next++
	return found
}

// add adds a value whose key was not found.
func (k *keyed[T]) add(v T) {
	k.place[v.key()] = len(k.all)
	k.all = append(k.all, v)
	k.next = len(k.all)
}
