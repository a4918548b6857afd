package api

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
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

// waID is what WhatsApp knows a number by. No country has numbers that are
// shorter or longer.
var waID = regexp.MustCompile(`^[1-9][0-9]{4,14}$`)

// noCountry is said of a default_country that is none.
const noCountry = "default_country must be the two letters of a country, such as MY."

// whose are the members by which a caller says whom a contact is about.
type whose struct{ phone, waID, country string }

// number reads whom an entry is about. It answers with a problem, and false, if
// that cannot be told.
func (a *API) whose(c *gin.Context, channelID string, w whose) (intake.Number, bool) {
	refuse := func(why string) (intake.Number, bool) {
		problem(c, http.StatusUnprocessableEntity, why)
		return intake.Number{}, false
	}
	if w.country != "" && !intake.IsCountry(w.country) {
		return refuse(noCountry)
	}
	if strings.TrimSpace(w.waID) != "" {
		switch {
		case strings.TrimSpace(w.phone) != "":
			return refuse("Give phone, which is read, or wa_id, which is taken as it is; not both.")
		case !waID.MatchString(w.waID):
			return refuse("wa_id must be 5 to 15 digits as WhatsApp writes them, such as 60123456789: without +, 00 or spaces. What people write goes to phone.")
		}
		return intake.Exact(w.waID), true
	}
	number, err := a.number(c, channelID, intake.PhoneIn(w.phone, w.country))
	if err != nil {
		a.fail(c, err)
		return intake.Number{}, false
	}
	if !number.Usable() {
		return refuse("phone cannot be used: it " + number.Problem.Words() + ".")
	}
	return number, true
}
