package config

import (
	"fmt"
	"time"
	_ "time/tzdata" // the machine may have none of its own
)

// Zone is a time zone by its name, such as Asia/Kuala_Lumpur.
type Zone string

// UnmarshalText implements encoding.TextUnmarshaler.
func (z *Zone) UnmarshalText(text []byte) error {
	name := string(text)
	if name == "Local" || name == "" {
		return fmt.Errorf("%q is no time zone: name one such as Asia/Kuala_Lumpur", name)
	}
	if _, err := time.LoadLocation(name); err != nil {
		return fmt.Errorf("%q is no time zone: name one such as Asia/Kuala_Lumpur", name)
	}
	*z = Zone(name)
	return nil
}

// Location is the zone itself, UTC without one.
func (z Zone) Location() *time.Location {
	at, err := time.LoadLocation(string(z))
	if err != nil {
		return time.UTC
	}
	return at
}
