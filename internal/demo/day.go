package demo

import (
	"fmt"
	"time"
)

// arrival is one thing that happens in the demo's day.
type arrival struct {
	what    string // in words
	message string // id of the message to look up afterwards; empty for a status
	phone   string // whom to look up for a status
	answers object // what is submitted to the website's form
	event   string // that came of the answers
	bodies  [][]byte
	atOnce  bool // the bodies are posted at the same time
}

// day is a short day of WhatsApp traffic at one number. run makes its message
// ids its own, so that the demo can be played again on the same data.
func day(phoneNumberID, run string, now time.Time) []arrival {
	hour := func(h float64) time.Time { return now.Add(-time.Duration((12 - h) * float64(time.Hour))) }
	id := func(name string) string { return "wamid.demo." + run + "." + name }
	var (
		aisha  = Sender{WaID: "60123456701", Name: "Aisha Rahman"}
		bruno  = Sender{WaID: "5511987654302", Name: "Bruno Costa"}
		chitra = Sender{WaID: "60123456703", Name: "Chitra Devi"}
		dewi   = Sender{WaID: "6281234567804", Name: "Dewi Lestari"}
		elena  = Sender{WaID: "60123456705", Name: "Elena"}
		farid  = Sender{WaID: "60123456706", Name: "Farid"}
		hidden = Sender{UserID: "MY.4f7a1c9e2b", Name: "Grace", Username: "grace.lim"}
	)
	post := func(m Message) []byte { return Webhook(phoneNumberID, m) }
	one := func(what string, m Message) arrival {
		return arrival{what: what, message: m.ID, bodies: [][]byte{post(m)}}
	}
	ad := object{
		"source_url": "https://fb.me/demo", "source_id": "120210000000000001", "source_type": "ad",
		"headline": "Raya sale", "body": "Chat with us", "media_type": "image", "ctwa_clid": "ARA" + run,
	}
	first := Message{From: aisha, ID: id("1"), At: hour(8), Type: "text", Body: Text("Hi, is the blue one in stock?")}
	twinA := Message{From: chitra, ID: id("4a"), At: hour(9.5), Type: "text", Body: Text("Hello")}
	twinB := Message{From: chitra, ID: id("4b"), At: hour(9.5), Type: "image", Body: object{"id": "media-1", "mime_type": "image/jpeg"}}
	return []arrival{
		one("a new customer writes", first),
		one("another new customer, in Brazil", Message{From: bruno, ID: id("2"), At: hour(8.5), Type: "audio", Body: object{"id": "media-2"}}),
		one("the first one writes again", Message{From: aisha, ID: id("3"), At: hour(9), Type: "text", Body: Text("And the red one?")}),
		{what: "WhatsApp delivers the first message again", message: first.ID, bodies: [][]byte{post(first)}},
		{what: "a new customer sends two messages …", message: twinA.ID, bodies: [][]byte{post(twinA), post(twinB)}, atOnce: true},
		{what: "… at the same instant", message: twinB.ID},
		one("somebody who came from an ad writes", Message{From: dewi, ID: id("5"), At: hour(10), Type: "text", Body: Text("Is the sale still on?"), Ad: ad}),
		one("somebody opens a chat and writes nothing", Message{From: elena, ID: id("6"), At: hour(10.5), Type: "request_welcome"}),
		one("a stranger only reacts", Message{From: farid, ID: id("7"), At: hour(11), Type: "reaction", Body: object{"message_id": "wamid.out", "emoji": "👍"}}),
		{what: "our message to them is delivered", phone: farid.WaID, bodies: [][]byte{statusWebhook(phoneNumberID, farid.WaID, "delivered", hour(11))}},
		{what: "a visitor fills in the website's form", answers: object{
			"mobile": "+60 12-345 6709", "full_name": "Hana Yusof", "interest": "sofa", "submission_id": run,
		}},
		{what: "another one leaves the country out of the number", answers: object{
			"mobile": "012-345 6710", "full_name": "Ivan Teo", "interest": "lamp", "submission_id": run + "-2",
		}},
		one("a person who hides their number writes", Message{From: hidden, ID: id("8"), At: hour(11.5), Type: "text", Body: Text("Hello from a username")}),
	}
}

func runID(now time.Time) string { return fmt.Sprintf("%x", now.UnixMilli()) }
