package api

import "encoding/json"

// clearableJSON is a text in a PUT, such as a default country: not there, it stays as it
// is, and null clears it. What is no text is refused with what does not fit.
type clearableJSON struct{ given *string }

// UnmarshalJSON implements json.Unmarshaler.
func (c *clearableJSON) UnmarshalJSON(value []byte) error {
	c.given = new(string)
	if string(value) == "null" {
		return nil
	}
	if json.Unmarshal(value, c.given) != nil {
		*c.given = string(value)
	}
	return nil
}
