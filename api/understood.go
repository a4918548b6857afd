package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
)

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

// readNumber tells as what a number is taken on a channel, and who has it there.
func (a *API) readNumber(c *gin.Context) {
	read, err := a.Service.ReadNumber(c.Request.Context(), callerOf(c), text(c, "channel_id"), text(c, "phone"), text(c, "default_country"))
	if err != nil {
		a.fail(c, err)
		return
	}
	var there *contactJSON
	if read.Contact != nil {
		shown := a.contactOf(*read.Contact)
		there = &shown
	}
	c.JSON(http.StatusOK, gin.H{"understood": understoodOf(&read.Understood), "contact": there})
}
