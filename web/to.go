package web

import "net/url"

// To is the address of another page. It keeps the chosen channel. more are pairs of a
// name and a value of its query.
func (v *Visit) To(path string, more ...string) string {
	q := url.Values{}
	if channel := v.Channel(); channel != "" {
		q.Set("channel", channel)
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	if len(q) == 0 {
		return v.site.url(path)
	}
	return v.site.url(path) + "?" + q.Encode()
}

// Has reports whether there is a place, and who asks may see it.
func (v *Visit) Has(path string) bool {
	for _, p := range v.site.places() {
		if p.Path == path {
			return p.Scope == "" || v.May(p.Scope)
		}
	}
	return false
}
