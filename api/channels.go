package api

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/store"
)

type channelJSON struct {
	ID            string    `json:"id"`
	Name          string    `json:"name"`
	PhoneNumberID string    `json:"phone_number_id"`
	CreatedAt     time.Time `json:"created_at"`
}

func channelOf(c store.Channel) channelJSON {
	return channelJSON{ID: c.ID, Name: c.Name, PhoneNumberID: c.PhoneNumberID, CreatedAt: c.CreatedAt.UTC()}
}

// slug is the shape of ids that callers choose.
var slug = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// maxName is the longest name of a channel, in bytes.
const maxName = 255

const slugWords = "must be 1 to 64 letters, digits, - or _."

func (a *API) putChannel(c *gin.Context) {
	var in struct {
		Name          string `json:"name"`
		PhoneNumberID string `json:"phone_number_id"`
	}
	if !slug.MatchString(c.Param("id")) {
		problem(c, http.StatusBadRequest, "The channel's id "+slugWords)
		return
	}
	if !bind(c, &in, `JSON: {"name": "…", "phone_number_id": "…"}`) {
		return
	}
	in.Name, in.PhoneNumberID = strings.TrimSpace(in.Name), strings.TrimSpace(in.PhoneNumberID)
	if in.Name == "" {
		in.Name = c.Param("id")
	}
	if in.PhoneNumberID == "" || len(in.PhoneNumberID) > 64 || len(in.Name) > maxName || strings.ContainsRune(in.Name+in.PhoneNumberID, 0) {
		problem(c, http.StatusUnprocessableEntity,
			"name may have 255 bytes, and phone_number_id must be there: it is in Meta's App Dashboard under WhatsApp > API Setup.")
		return
	}
	channel, created, err := a.Store.PutChannel(c, c.Param("id"), in.Name, in.PhoneNumberID)
	switch {
	case errors.Is(err, store.ErrTaken):
		problem(c, http.StatusConflict, "Another channel has this phone_number_id.")
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	// What arrived for it before it was known is judged now. Should this fail,
	// the dispatcher's own sweep follows within seconds.
	if err := a.Recorder.SweepUnknownChannels(c); err != nil {
		a.Log.WarnContext(c, "sweep failed; the dispatcher will repeat it", "channel", channel.ID, "error", err)
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	c.JSON(status, channelOf(channel))
}
