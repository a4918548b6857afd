package contact

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
	c.keep(newer(c.preference(), other.preference()))
	c.Show()
	c.Version++
}
