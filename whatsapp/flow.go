package whatsapp

import (
	"encoding/json"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// readFlow reads what a WhatsApp Flow sent with a message. response_json is a
// JSON text inside the JSON; it may be malformed, no object, or without a token,
// and then the message is a message and nothing more.
func readFlow(item node) *contact.FlowReply {
	reply := item.get("interactive").get("nfm_reply").get("response_json")
	answers, ok := readNode([]byte(reply.str()))
	if !ok || !answers.isObject() {
		return nil
	}
	token := answers.get("flow_token").str()
	if token == "" || len(answers) > contact.MaxText {
		return nil
	}
	return &contact.FlowReply{
		Token:   contact.Clean(token, contact.MaxName),
		Answers: json.RawMessage(strings.ToValidUTF8(string(answers), "\uFFFD")),
	}
}
