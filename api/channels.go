package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type channelJSON struct {
	ID             string  `json:"id"`
	Name           string  `json:"name"`
	PhoneNumberID  string  `json:"phone_number_id"`
	DefaultCountry *string `json:"default_country"`
	AddressBook    string  `json:"address_book"`
	History        string  `json:"history"`
	standingJSON
	CreatedAt time.Time `json:"created_at"`
}

func channelOf(c service.Channel) channelJSON {
	return channelJSON{
		ID: c.ID, Name: c.Name, PhoneNumberID: c.PhoneNumberID, DefaultCountry: c.DefaultCountry,
		AddressBook: c.AddressBook, History: c.History,
		standingJSON: standingOf(c.Standing), CreatedAt: c.CreatedAt.UTC(),
	}
}

func (a *API) listChannels(c *gin.Context) {
	if deleted, ok := flag(c, "deleted"); deleted {
		showAll(a, c, "channels", a.Service.ListDeletedChannels, channelOf)
	} else if ok {
		showAll(a, c, "channels", a.Service.ListChannels, channelOf)
	}
}

func (a *API) putChannel(c *gin.Context) {
	var in struct {
		Name           string        `json:"name"`
		PhoneNumberID  string        `json:"phone_number_id"`
		DefaultCountry clearableJSON `json:"default_country"`
		AddressBook    string        `json:"address_book"`
		History        string        `json:"history"`
	}
	if !bind(c, &in, `JSON: {"name": "…", "phone_number_id": "…"}`) {
		return
	}
	channel, created, err := a.Service.PutChannel(c.Request.Context(), callerOf(c), service.Channel{
		ID: c.Param("id"), Name: in.Name, PhoneNumberID: in.PhoneNumberID, DefaultCountry: in.DefaultCountry.given,
		AddressBook: in.AddressBook, History: in.History,
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, channelOf(channel))
}
