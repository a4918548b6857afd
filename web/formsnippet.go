package web

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// curlOf writes a command that signs a submission to a form and sends it. The secret
// stands in a variable: a command is kept by the shell.
func curlOf(address string, f service.Form) string {
	answers := map[string]string{}
	for answer, target := range f.Fields {
		answers[answer] = exampleOf(target)
	}
	body, _ := json.Marshal(answers) // strings always encode
	return fmt.Sprintf(`SECRET='the form’s secret'
BODY=%s
SIGNATURE=$(printf '%%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')
curl -X POST %s \
  -H 'Content-Type: application/json' \
  -H "%s: sha256=$SIGNATURE" \
  -d "$BODY"`, quoted(string(body)), quoted(address), service.SignatureHeader)
}

// quoted writes a word as a shell reads it.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// exampleOf is what somebody may answer.
func exampleOf(target string) string {
	switch target {
	case intake.TargetPhone:
		return "+60 12-345 6789"
	case contact.FieldDisplayName:
		return "Aisyah Rahman"
	case intake.TargetTags:
		return "newsletter"
	}
	return "…"
}

// htmlOf writes a form for a page of another site. The field that people do not see is
// for programs that fill in whatever there is.
func htmlOf(address string, f service.Form) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<form method=\"post\" action=\"%s\">\n", html.EscapeString(address))
	for _, answer := range slices.Sorted(maps.Keys(f.Fields)) {
		name, label, kind, required := html.EscapeString(answer), html.EscapeString(service.LabelOf(answer)), "text", ""
		if f.Fields[answer] == intake.TargetPhone {
			kind, required = "tel", " required"
		}
		if f.Fields[answer] == contact.FieldConsent {
			kind, required = "checkbox", " value=\"yes\""
		}
		fmt.Fprintf(&b, "  <label>%s <input name=\"%s\" type=\"%s\"%s></label>\n", label, name, kind, required)
	}
	fmt.Fprintf(&b, "  <input name=\"%s\" tabindex=\"-1\" autocomplete=\"off\" aria-hidden=\"true\" style=\"display: none\">\n", service.Honeypot)
	b.WriteString("  <button>Send</button>\n</form>")
	return b.String()
}
