package config

import (
	"errors"
	"net/url"
	"strings"
)

// errGraphURL does not quote what was given: it may hold a token.
var errGraphURL = errors.New("FACEBOOK_GRAPH_URL must be the address of the Graph API with its version, " +
	"such as https://graph.facebook.com/v23.0: http or https, a host, a path, and nothing else")

// graphURL checks FACEBOOK_GRAPH_URL, and takes slashes from its end. It is the
// operator's own: it may lead to a server of this network.
func graphURL(given string) (string, error) {
	u, err := url.Parse(given)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.User != nil, strings.ContainsAny(given, "?# "):
		return "", errGraphURL
	}
	return strings.TrimRight(u.String(), "/"), nil
}
