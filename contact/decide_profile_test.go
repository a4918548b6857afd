package contact_test

import (
	"testing"
	"time"

	"github.com/luluchat/contacts/contact"
)

func TestDecideTheProfileOfAMessage(t *testing.T) {
	t.Parallel()
	filed := contact.Changes{Decision: because(contact.Attached, contact.KnownContact)}
	seen := contact.Changes{Decision: filed.Decision, Touched: true}

	for name, d := range map[string]decision{
		"a newer profile name": {
			event: message(5, named("Countess")), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.DisplayName, c.ProfileName, c.ProfileNameAt = clock(5), "Countess", "Countess", clock(5)
			},
		},
		"an older profile name": {
			had: func(c *contact.Contact) { c.ProfileNameAt = clock(9) }, event: message(5, named("Byron")), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"the same profile name is only newer": {
			event: message(5, named("Ada")), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.ProfileNameAt = clock(5), clock(5) },
		},
		"no profile name leaves the one it had": {
			event: message(5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a profile name takes the phone number's place": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = ada, contact.NamePhone, "", time.Time{}
			},
			event: message(-5, named("Ada")), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt = eventID(-5), clock(-5)
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "Ada", contact.NameProfile, "Ada", clock(-5)
			},
		},
		"a username is shown beside the name": {
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"a newer username takes the place of the one before": {
			had:   func(c *contact.Contact) { c.Username = "countess" },
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"the same username is only newer": {
			had:   func(c *contact.Contact) { c.Username = "ada" },
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UsernameAt = clock(5), clock(5) },
		},
		"a name and a username come together": {
			event: message(5, contact.Person{WaID: ada, ProfileName: "Countess", Username: "countess"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileNameAt, c.UsernameAt = clock(5), clock(5), clock(5)
				c.DisplayName, c.ProfileName, c.Username = "Countess", "Countess", "countess"
			},
		},
		"an older username of someone who had none yet": {
			had: func(c *contact.Contact) { c.ProfileNameAt = clock(9) }, found: adas(), want: seen,
			event:   message(5, contact.Person{WaID: ada, ProfileName: "Byron", Username: "ada"}),
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"an older name of someone who had a username only": {
			had: func(c *contact.Contact) {
				c.WaID, c.Username, c.DisplayName, c.NameSource = "", "ada", "ada", contact.NameUsername
				c.ProfileName, c.ProfileNameAt, c.UsernameAt = "", time.Time{}, clock(9)
			},
			event: message(5, contact.Person{UserID: adaID, ProfileName: "Ada", Username: "countess"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileName, c.DisplayName, c.NameSource = clock(5), "Ada", "Ada", contact.NameProfile
				c.ProfileNameAt = clock(5)
			},
		},
		"a username is the name of someone who has only a BSUID": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "", adaID, contact.NameUserID, "", time.Time{}
			},
			event: message(5, contact.Person{UserID: adaID, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.UsernameAt = clock(5), clock(5)
				c.Username, c.DisplayName, c.NameSource = "ada", "ada", contact.NameUsername
			},
		},
		"a profile of the same second as the newest is the newer one": {
			event: message(0, named("Countess")), found: adas(),
			want:    contact.Changes{Decision: because(contact.Created, contact.FirstMessage), Touched: true},
			becomes: func(c *contact.Contact) { c.DisplayName, c.ProfileName = "Countess", "Countess" },
		},
		"a username from before the one it has": {
			had: func(c *contact.Contact) { c.Username, c.UsernameAt = "countess", clock(9) }, found: adas(), want: seen,
			event: message(5, contact.Person{WaID: ada, ProfileName: "Augusta", Username: "ada"}),
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileNameAt, c.ProfileName, c.DisplayName = clock(5), clock(5), "Augusta", "Augusta"
			},
		},
		"a name that was out of step with the profile is set right": {
			had:   func(c *contact.Contact) { c.DisplayName = "Somebody" },
			event: message(5, person), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.DisplayName = clock(5), "Ada" },
		},
	} {
		t.Run(name, d.test)
	}
}
