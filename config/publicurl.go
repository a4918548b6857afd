package config

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// PublicAddress is what addresses shown to people begin with, without a slash at
// the end: PUBLIC_URL, or else the server's own address.
func (c Config) PublicAddress() string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	return ReachedAt(c.HTTPAddr)
}

// ReachedAt is where a client on this machine finds a server that listens on an
// address such as HTTP_ADDR.
func ReachedAt(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// errPublicURL does not quote what was given: it may hold a password.
var errPublicURL = errors.New("PUBLIC_URL must be the address at which others reach this server, such as https://crm.example.com " +
	"or https://example.com/contacts: http or https, a host, perhaps a path, and nothing else")

// publicURL checks PUBLIC_URL, and takes slashes from its end. It may be empty.
func publicURL(given string) (string, error) {
	if given == "" {
		return "", nil
	}
	u, err := url.Parse(given)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", strings.HasSuffix(u.Host, ":"),
		u.User != nil, strings.ContainsAny(given, "?# "):
		return "", errPublicURL
	}
	return strings.TrimRight(u.String(), "/"), nil
}
