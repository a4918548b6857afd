package web

import "github.com/luluchat/contacts/service"

// refusals are what people read for why submissions were refused, and what they can do
// about it on the form's page.
var refusals = map[service.Refusal]struct{ words, advice string }{
	service.RefusedNoCredential: {
		"Neither signed, nor with a key or a token",
		"If the service can sign, give it the form’s secret. If it cannot, give it the address for services that cannot sign, below.",
	},
	service.RefusedSignature: {
		"Wrong signature",
		"The service signs with another secret, or as another service does. Choose it under “Who sends it”, and make another secret below and give it to the service.",
	},
	service.RefusedSubmitKey:       {"Wrong key in the address", "Copy the address for services that cannot sign, below, and give it to the service anew."},
	service.RefusedToken:           {"Wrong token", "The token is unknown, has ended, or lacks the scope triggers. Make another one in the settings, or give the service the address with the key."},
	service.RefusedSecretInAddress: {"The secret stood in the address", "Give the service the address with the key, and make another secret, since logs have this one."},
	service.RefusedUnreadable:      {"It could not be read", "Choose under “Who sends it” the service that posts."},
	service.RefusedTooLarge:        {"Too large", "A body was larger than 1 MB. Let the service send addresses of files in place of files."},
	service.RefusedKeyReused:       {"One key for several submissions", "Let the service send another Idempotency-Key with each, or none."},
	service.RefusedNumber: {
		"A number that cannot be used, asked for again",
		"People wrote numbers that cannot be used. If they write them without a country code, set the default country.",
	},
	service.RefusedHoneypot: {"Sent by a program", "Nothing is to be done. If people are turned away, see that the field website of your page is hidden from them."},
	service.RefusedDisabled: {"Disabled", "The form or its channel is disabled: enable it, or let nobody post to it."},
	service.RefusedTooMany:  {"Too many from one address", "If many people share an address, such as in a shop, let them write to the number instead."},
}

// Refusal is what people read for why a submission was refused.
func (p *Page) Refusal(r service.Refusal) string {
	if said := refusals[r].words; said != "" {
		return said
	}
	return spaced(string(r))
}

// Advice is what helps.
func (p *Page) Advice(r service.RefusalCount) string {
	if said := refusals[r.Reason].advice; said != "" {
		return said
	}
	return r.Fix
}
