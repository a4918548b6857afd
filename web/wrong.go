package web

import (
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// fieldNames are what people call the fields that errors of use cases call as the API
// does.
var fieldNames = map[string]string{
	"phone": "The number", "wa_id": "The number", "default_country": "The country", "channel_id": "The channel",
	contact.FieldDisplayName: "The name",
}

// inWords is what is wrong with a field, by the name that it has on pages.
func inWords(wrong service.FieldError) string {
	name, rest, _ := strings.Cut(wrong.Message, " ")
	texts := contact.FieldsOf(contact.SourceAPI)
	if i := slices.IndexFunc(texts, func(f contact.Field) bool { return f.Name == wrong.Field && f.Max > 0 }); i >= 0 && name == wrong.Field {
		return "Too long for the field " + fieldLabel(wrong.Field) + ": it takes up to " + count(texts[i].Max, "character", "characters") + "."
	}
	if named := fieldNames[name]; named != "" {
		return named + " " + rest
	}
	return wrong.Message
}
