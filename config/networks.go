package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// Networks are networks of addresses, such as 10.0.0.0/8.
type Networks []string

// UnmarshalText implements encoding.TextUnmarshaler: networks and single addresses,
// separated by commas.
func (n *Networks) UnmarshalText(text []byte) error {
	*n = nil
	for given := range strings.SplitSeq(string(text), ",") {
		given = strings.TrimSpace(given)
		if given == "" {
			continue
		}
		network, err := readNetwork(given)
		if err != nil {
			return fmt.Errorf("%q is no network, such as 10.0.0.0/8, and no address", given)
		}
		*n = append(*n, network.String())
	}
	return nil
}

func readNetwork(given string) (netip.Prefix, error) {
	if strings.Contains(given, "/") {
		network, err := netip.ParsePrefix(given)
		return network.Masked(), err
	}
	address, err := netip.ParseAddr(given)
	if err != nil {
		return netip.Prefix{}, err
	}
	address = address.Unmap().WithZone("")
	return address.Prefix(address.BitLen())
}
