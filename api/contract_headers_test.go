package api_test

import (
	"net/http"

	"github.com/luluchat/contacts/whatsapp"
)

// tokenWith is the API_TOKEN with further headers.
func tokenWith(more ...string) http.Header {
	h := bearer(apiToken)
	for i := 0; i+1 < len(more); i += 2 {
		h.Set(more[i], more[i+1])
	}
	return h
}

func channelNamed(name string) string {
	return encode(object{"name": name, "phone_number_id": "410000000000255"})
}

// keyAlone returns a header's Idempotency-Key.
func keyAlone(header http.Header) http.Header {
	return http.Header{"Idempotency-Key": header["Idempotency-Key"]}
}

func signed(secret, body string) http.Header {
	return http.Header{"X-Signature-256": {whatsapp.Sign(secret, []byte(body))}}
}

func hooked(body string) http.Header {
	return http.Header{"X-Hub-Signature-256": {whatsapp.Sign(appSecret, []byte(body))}}
}
