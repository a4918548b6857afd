package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		person contact.Person
		want   contact.Contact // besides what every new contact has
	}{
		"the WhatsApp profile gives the name": {
			contact.Person{WaID: ada, UserID: adaID, ParentUserID: adaParent, ProfileName: "Ada", Username: "ada"},
			contact.Contact{
				WaID: ada, UserID: adaID, Username: "ada", DisplayName: "Ada", NameSource: contact.NameProfile,
				ProfileName: "Ada", ProfileNameAt: clock(7), UsernameAt: clock(7),
			},
		},
		"else the phone number": {
			contact.Person{WaID: ada, UserID: adaID, Username: "ada"},
			contact.Contact{
				WaID: ada, UserID: adaID, Username: "ada", DisplayName: ada, NameSource: contact.NamePhone, UsernameAt: clock(7),
			},
		},
		"else the username": {
			contact.Person{UserID: adaID, ParentUserID: adaParent, Username: "ada"},
			contact.Contact{
				UserID: adaID, Username: "ada", DisplayName: "ada", NameSource: contact.NameUsername, UsernameAt: clock(7),
			},
		},
		"else the BSUID": {
			contact.Person{UserID: adaID, ParentUserID: adaParent},
			contact.Contact{UserID: adaID, DisplayName: adaID, NameSource: contact.NameUserID},
		},
		"else the parent's BSUID": {
			contact.Person{ParentUserID: adaParent},
			contact.Contact{UserID: adaParent, DisplayName: adaParent, NameSource: contact.NameUserID},
		},
		"the number is kept as WhatsApp writes it": {
			contact.Person{WaID: mexicoWith},
			contact.Contact{WaID: mexicoWith, DisplayName: mexicoWith, NameSource: contact.NamePhone},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ev := ad(7, test.person, "ad 1")
			test.want.ID, test.want.ChannelID, test.want.Source = adasContact, "sales", contact.SourceMessage
			test.want.CreatedByEvent, test.want.Version = ev.ID, 1
			require.Equal(t, test.want, contact.New(adasContact, "sales", ev), "the message is attached in a further step")
		})
	}

	t.Run("its source is the recorder that its first event came in by", func(t *testing.T) {
		t.Parallel()
		ev := message(1, contact.Person{WaID: ada})
		ev.Source = contact.SourceForm
		require.Equal(t, contact.SourceForm, contact.New(adasContact, "sales", ev).Source)
	})
}

func TestWhoOwnsTheDisplayName(t *testing.T) {
	t.Parallel()
	profileMayOverwrite := map[contact.NameSource]bool{
		contact.NameManual:   false,
		contact.NameImport:   false,
		contact.NameForm:     false,
		contact.NameProfile:  true,
		contact.NamePhone:    true,
		contact.NameUsername: true,
		contact.NameUserID:   true,
		contact.NameNone:     true,
	}
	for constant, value := range constants(t, "contact.go", "NameSource") {
		owner := contact.NameSource(value)
		require.Contains(t, profileMayOverwrite, owner, "%s is not in this table", constant)
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			c := known()
			c.DisplayName, c.NameSource, c.ProfileName = "Somebody", owner, ""
			want := c
			want.ProfileName, want.ProfileNameAt, want.LastConversedAt = "Countess", clock(1), clock(1)
			if profileMayOverwrite[owner] {
				want.DisplayName, want.NameSource = "Countess", contact.NameProfile
			}
			ch := contact.Decide(&c, message(1, contact.Person{WaID: ada, ProfileName: "Countess"}), adas())
			require.Equal(t, want, c, "the WhatsApp name is kept beside it in any case")
			require.True(t, ch.Touched)
		})
	}
}
