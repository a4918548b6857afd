package contact

import (
	"regexp"
	"strings"
)

// Mask shortens a key, which is a phone number or a user id, to what a log may
// show of it: the first two and the last two characters, as in 60…89.
func Mask(key string) string {
	shown := []rune(key)
	if len(shown) < 7 {
		return "…"
	}
	return string(shown[:2]) + "…" + string(shown[len(shown)-2:])
}

// MaskWorkflow masks the key in the id of a contact's workflow. The key may hold
// anything that somebody sent, also spaces. Other ids hold no key.
func MaskWorkflow(id string) string {
	parts := strings.SplitN(id, "/", 3)
	if len(parts) < 3 || parts[0] != "contact" {
		return MaskText(id)
	}
	return parts[0] + "/" + parts[1] + "/" + Mask(parts[2])
}

// personal finds in a text what says who somebody is: the key in a contact
// workflow's id, phone numbers with or without separators, user ids, addresses of
// e-mail, and a password in a URL. It finds UUIDs, too, so that a number in one of them is left alone.
var personal = regexp.MustCompile(
	`(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)` +
		`|(?P<workflow>\bcontact/[A-Za-z0-9_-]+/)(?P<key>[^\s"',;]+)` +
		`|(?P<user>://[^\s:/@]*:)[^\s/@]+@` +
		`|(?P<email>[^\s"'<>=(),;:/@]+@[^\s"'<>=(),;:/@]+\.[A-Za-z]{2,})` +
		`|\+[0-9](?:[ ().-]{0,2}[0-9]){6,}` +
		`|\b[0-9]{7,}\b|(?:%2[bB]|%20)[0-9]{7,}` +
		`|\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{3,128}\b`)

var (
	uuidGroup     = personal.SubexpIndex("uuid")
	workflowGroup = personal.SubexpIndex("workflow")
	keyGroup      = personal.SubexpIndex("key")
	userGroup     = personal.SubexpIndex("user")
	emailGroup    = personal.SubexpIndex("email")
)

// PostgreSQL quotes the value in its messages about data that it cannot read, and
// only there. The first finds such a message where its severity is in capital letters, as
// ERROR is; the second finds what is quoted in any.
var (
	dataMessage = regexp.MustCompile(`(?s)\p{Lu}+: (?:.*?) (\(SQLSTATE 22[0-9A-Z]{3}\))`)
	dataQuote   = regexp.MustCompile(`(?s)"[^"]*"`)
)

// MaskText returns a text as a log may show it: what says who somebody is is
// masked, and what PostgreSQL quotes of a value is left out.
func MaskText(text string) string {
	if strings.Contains(text, "(SQLSTATE 22") {
		text = dataMessage.ReplaceAllString(text, "PostgreSQL cannot read a value $1")
		text = dataQuote.ReplaceAllString(text, `"…"`)
	}
	found := personal.FindAllStringSubmatchIndex(text, -1)
	if found == nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, at := range found {
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return text[at[2*n]:at[2*n+1]]
		}
		out.WriteString(text[done:at[0]])
		done = at[1]
		switch whole := text[at[0]:at[1]]; {
		case group(uuidGroup) != "":
			out.WriteString(whole)
		case group(workflowGroup) != "":
			out.WriteString(group(workflowGroup) + Mask(group(keyGroup)))
		case group(userGroup) != "":
			out.WriteString(group(userGroup) + "…@")
		case group(emailGroup) != "":
			out.WriteString("…@…")
		default:
			out.WriteString(Mask(whole))
		}
	}
	out.WriteString(text[done:])
	return out.String()
}
