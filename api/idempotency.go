package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// request is what is taken in once, however often it is sent: it is the same
// again if it comes from the same sender by the same route under the same key,
// and asks for the same.
type request struct {
	id    uuid.UUID            // of the event or import that it makes
	key   string               // as the caller sent it, any bytes; empty if it did not
	once  string               // a keyed hash of all of it
	terms *contact.Idempotency // what its key stands for; nil without one
}

// identify tells a request from others. owner is whose its key is, and asked what
// it asks for, as it was read; what may differ between two that are the same is
// not in that.
//
// A request without a key has its own id as key. Its sender is told the id when
// nobody knows whether it was taken in, and can repeat it by that.
func (a *API) identify(ctx context.Context, c *gin.Context, owner string, asked any) (r request, err error) {
	if r.id, err = uuid.NewV7(); err != nil {
		return r, err
	}
	key := r.id.String()
	if r.key = strings.TrimSpace(c.GetHeader("Idempotency-Key")); r.key != "" {
		key = r.key
	}
	read, err := json.Marshal(asked)
	if err != nil {
		return r, fmt.Errorf("encode the request: %w", err)
	}
	place := [][]byte{[]byte(owner), []byte(c.Request.Method + " " + c.FullPath()), []byte(key)}
	whose, err := a.Store.Hash(ctx, place...)
	if err != nil {
		return r, err
	}
	all, err := a.Store.Hash(ctx, append(place, read)...)
	if err != nil {
		return r, err
	}
	r.once = hex.EncodeToString(all)
	if r.key != "" {
		r.terms = &contact.Idempotency{Key: whose, Request: all}
	}
	return r, nil
}

// shownKey is the key as people may see it.
func (r request) shownKey() string { return contact.Clean(r.key, contact.MaxTextID) }

// The names under which a request's context keeps what is known of it.
const (
	holder     = "holder"     // whose bearer token it is
	sentBody   = "sent body"  // the JSON that bind read
	repetition = "repetition" // how it can be repeated: a Problem to be completed
)

// tokenOwner owns the keys that are sent with a bearer token. The API_TOKEN is one
// token, whatever it is at the time.
func tokenOwner(c *gin.Context) string { return "token/" + c.GetString(holder) }

// asked is what a request to one of the API's own routes asks for. How its JSON
// is spelled does not matter – white space, escapes, the order of members –, but
// numbers count as they are written.
type asked struct {
	ID      string `json:"id"` // of the path
	Version *int64 `json:"version"`
	Body    any    `json:"body"`
}

// askedOf reads what a request asks for.
func askedOf(c *gin.Context, version *int64) (asked, error) {
	a := asked{ID: c.Param("id"), Version: version}
	read, there := c.Get(sentBody)
	if !there {
		return a, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(read.([]byte)))
	decoder.UseNumber()
	err := decoder.Decode(&a.Body)
	return a, err
}

// repeatable notes for whoever may have to tell its sender that the request is
// taken in once by its key, or by the id that p names.
func (r request) repeatable(c *gin.Context, p Problem) {
	p.Detail = fmt.Sprintf("Send the same request again with Idempotency-Key: %s. It is taken in once then.", r.id)
	if r.key != "" {
		p = Problem{Detail: "Send the same request again with the same Idempotency-Key: it is taken in once."}
	}
	c.Set(repetition, p)
}

// repeatableAsItIs notes that a request which is sent again is taken in once.
func repeatableAsItIs(c *gin.Context) {
	c.Set(repetition, Problem{Detail: "Send it again as it is: it is taken in once."})
}

// repetitionOf tells how a request can be repeated, and by what.
func repetitionOf(c *gin.Context) Problem {
	if p, ok := c.Get(repetition); ok {
		return p.(Problem)
	}
	return Problem{Detail: "See whether it is done before you send it again."}
}
