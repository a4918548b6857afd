package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// TestANewcomerMerges two contacts who are one person, with nothing but the pages: one wrote,
// the other one filled in a form with a wrong digit. Then a message of each is found, and the
// merge is taken back.
func TestANewcomerMerges(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("owner", nil, "admin")
	b := s.SignedIn("owner")
	publish(b, "")
	at := time.Now().Add(-time.Hour).Truncate(time.Minute)
	s.Receive(webtest.ShopNumber, demo.Message{From: demo.Sender{WaID: "60123456789", Name: "Mei Tan"}, ID: "wamid.mei.1", At: at, Type: "text", Body: demo.Text("Is the blue sofa still there?")})
	out := s.Browser()
	out.Open("/f/lead")
	out.Fill("phone", "+60 12-345 6780")
	out.Fill("name", "Mei Tan")
	out.Press("Send")
	out.Sees("Thank you")
	b.Open("/app/contacts?q=mei")
	b.Until(func() bool {
		b.Open("/app/contacts?q=mei")
		return rows(b) == 2
	}, "both are contacts")
	s.Receive(webtest.ShopNumber, demo.Message{From: demo.Sender{WaID: "60123456780", Name: "Mei Tan"}, ID: "wamid.mei.2", At: at.Add(time.Second), Type: "text", Body: demo.Text("And does it come in red?")})

	// Nobody waits for a round: the page of the newer one says so at once.
	b.Open("/app/contacts?q=60123456780")
	b.Press("Mei Tan")
	b.Sees("Might be the same person")
	b.Sees("They have the same name, and numbers that differ in one digit.")
	b.AsItIs("newcomer-alike")
	b.Press("Compare and merge")
	b.Sees("Two contacts become one")
	b.Sees("Merge Mei Tan +60 12-345 6789 into Mei Tan +60 12-345 6780")
	b.Lacks("changes") // a first message of the same minute
	b.AsItIs("newcomer-merge")
	b.Press("Merge Mei Tan")
	b.Sees("The two are one contact now.")
	b.Sees("Is the blue sofa still there?")
	b.Sees("And does it come in red?")
	b.AsItIs("newcomer-merged")

	// Whoever asks for one of the two numbers finds the one that is left.
	for _, number := range []string{"60123456789", "60123456780"} {
		b.Open("/app/contacts?q=" + number)
		b.Press("Mei Tan")
		b.Sees("Is the blue sofa still there?")
		b.Open("/app/why?q=%2B" + number)
		b.Sees("Mei Tan is a contact on channel The shop")
		b.Sees("Merged by Name of owner")
		require.NotRegexp(t, `[0-9a-f]{8}-[0-9a-f]{4}`, b.Text(), "nobody reads ids of contacts")
		b.AsItIs("newcomer-merged-why-" + number)
	}
	b.Open("/app/contacts?q=mei")
	b.Press("Mei Tan")
	b.Press("Decisions")
	b.Arrived()
	b.Sees("A person said that two contacts are the same, and they were merged.")
	b.AsItIs("newcomer-merged-told")
	b.Press("Take back")
	decidedOn(b, func() bool { return strings.Contains(b.Text(), "Might be the same person") }, "they are two again")
	b.AsItIs("newcomer-parted")
	b.Open("/app/contacts?q=mei")
	require.Equal(t, 2, rows(b))
}
