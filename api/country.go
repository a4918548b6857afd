package api

import "encoding/json"

// countryJSON is a default country in a PUT: not there, it stays as it is, and null
// clears it. What is no text is no country either, and is refused with the others.
type countryJSON struct{ given *string }

// UnmarshalJSON implements json.Unmarshaler.
func (c *countryJSON) UnmarshalJSON(value []byte) error {
	c.given = new(string)
	if string(value) == "null" {
		return nil
	}
	if json.Unmarshal(value, c.given) != nil {
		*c.given = string(value)
	}
	return nil
}
