package api

import (
	"github.com/luluchat/contacts/store"
)

type tagJSON struct {
	Name     string `json:"name"`
	Contacts int64  `json:"contacts"`
}

func tagOf(t store.TagRow) tagJSON { return tagJSON{Name: t.Name, Contacts: t.Contacts} }
