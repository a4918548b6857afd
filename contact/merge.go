package contact

import "time"

// Absorb takes another contact's conversation into this one. Its claims and
// tags must be loaded into it already; its identities and messages are moved by
// whoever calls.
func (c *Contact) Absorb(other Contact) {
	if c.WaID == "" {
		c.WaID = other.WaID
	}
	if c.UserID == "" {
		c.UserID = other.UserID
	}
	if other.Username != "" && (c.Username == "" || other.UsernameAt.After(c.UsernameAt)) {
		c.Username, c.UsernameAt = other.Username, other.UsernameAt
	}
	if other.ProfileName != "" && (c.ProfileName == "" || other.ProfileNameAt.After(c.ProfileNameAt)) {
		c.ProfileName, c.ProfileNameAt = other.ProfileName, other.ProfileNameAt
	}
	if !other.FirstMessageAt.IsZero() && (c.FirstMessageAt.IsZero() || other.FirstMessageAt.Before(c.FirstMessageAt)) {
		c.FirstMessageID, c.FirstMessageAt = other.FirstMessageID, other.FirstMessageAt
	}
	if other.LastConversedAt.After(c.LastConversedAt) {
		c.LastConversedAt = other.LastConversedAt
	}
	if other.Referral != nil && (c.Referral == nil || other.ReferralAt.Before(c.ReferralAt)) {
		c.Referral, c.ReferralAt = other.Referral, other.ReferralAt
	}
	if other.PreferenceAt.After(c.PreferenceAt) {
		c.PreferenceAt, c.OptedOutAt = other.PreferenceAt, other.OptedOutAt
	}
	c.Show()
	c.Version++
}

// Preference is the part of a contact that a merge cannot work out again when
// it is taken back.
type Preference struct {
	OptedOutAt time.Time `json:"opted_out_at,omitzero"`
	SetAt      time.Time `json:"set_at,omitzero"`
	MergedAt   time.Time `json:"merged_at,omitzero"` // SetAt after the merge: if it is another by then, it stays
}

// RestorePreference takes back what a merge did to the opt-out, unless it was
// changed since.
func (c *Contact) RestorePreference(p Preference) {
	if c.PreferenceAt.Equal(p.MergedAt) {
		c.OptedOutAt, c.PreferenceAt = p.OptedOutAt, p.SetAt
	}
}
