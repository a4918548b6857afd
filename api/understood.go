package api

import "github.com/luluchat/contacts/contact"

// understoodJSON says as what a number was taken that somebody wrote.
type understoodJSON struct {
	Number  string  `json:"number"`
	Country *string `json:"country"`
	How     string  `json:"how"`
}

func understoodOf(u *contact.Understood) *understoodJSON {
	if u == nil {
		return nil
	}
	return &understoodJSON{Number: u.Number, Country: orNull(u.Country), How: string(u.How)}
}
