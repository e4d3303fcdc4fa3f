package main

import (
	"net"
	"os"
	"slices"
)

// names are the host names and addresses in the centre's certificate, the ones by
// which others reach it first.
func (c *config) names() []string {
	all := slices.Clone(c.Names)
	if len(all) == 0 {
		all = c.own()
	}
	for _, n := range []string{"localhost", "127.0.0.1", "::1"} {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// own are the names that this machine has by itself: the address it listens on, or
// all of its addresses, and its host name.
func (c *config) own() []string {
	host, _, err := net.SplitHostPort(c.Listen)
	if err == nil && host != "" && !net.ParseIP(host).IsUnspecified() {
		return []string{host}
	}
	var four, six []string
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		addresses = nil // the host name is left
	}
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok || !n.IP.IsGlobalUnicast():
		case n.IP.To4() != nil:
			four = append(four, n.IP.String())
		default:
			six = append(six, n.IP.String())
		}
	}
	all := append(four, six...)
	if host, err := os.Hostname(); err == nil && host != "" {
		all = append(all, host)
	}
	return all
}

// url is how a terminal reaches the centre that listens on an address.
func (c *config) url(listen string) string {
	_, port, err := net.SplitHostPort(listen)
	if err != nil { // check has seen it
		return ""
	}
	return "https://" + net.JoinHostPort(c.names()[0], port)
}
