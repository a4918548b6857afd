package contact

import "time"

// Preference is whether somebody wants no marketing, and who said so when. A
// merge cannot work it out again when it is taken back, so it is kept with it.
type Preference struct {
	OptedOutAt time.Time `json:"opted_out_at,omitzero"`
	SetAt      time.Time `json:"set_at,omitzero"`
	Seq        int64     `json:"seq,omitempty"`
	Personal   bool      `json:"personal,omitempty"`
	// What the merge has made of SetAt and Seq: if they are others by then, it stays.
	MergedAt  time.Time `json:"merged_at,omitzero"`
	MergedSeq int64     `json:"merged_seq,omitempty"`
}

func (c *Contact) preference() Preference {
	return Preference{OptedOutAt: c.OptedOutAt, SetAt: c.PreferenceAt, Seq: c.PreferenceSeq, Personal: c.PreferencePersonal}
}

func (c *Contact) keep(p Preference) {
	c.OptedOutAt, c.PreferenceAt, c.PreferenceSeq, c.PreferencePersonal = p.OptedOutAt, p.SetAt, p.Seq, p.Personal
}

// prefer applies what an event says unless a newer word is known. It reports
// whether it did.
func (c *Contact) prefer(ev Event, optOut bool) bool {
	said := Preference{SetAt: ev.OccurredAt, Seq: ev.Seq, Personal: ev.personal()}
	if optOut {
		said.OptedOutAt = ev.OccurredAt
	}
	known := c.preference()
	if newer(said, known) != said { // of two that are equally new, the one that is told now
		return false
	}
	c.keep(said)
	return true
}

// newer returns the word that counts, a if neither is newer than the other.
//
// What WhatsApp says is ordered by WhatsApp's own times, what people say by the
// order of recording. Between the two no clock is common. A person knows what is
// recorded, so a person's word comes after it. Of what is recorded after a
// person's word, a stop always counts, and a resume only if it is not from before
// that word: in doubt, nobody is written to who may have said no.
func newer(a, b Preference) Preference {
	switch {
	case a.Personal == b.Personal && (!a.Personal || a.Seq == b.Seq):
		if b.SetAt.After(a.SetAt) {
			return b
		}
		return a
	case a.Seq == b.Seq: // of neither the place is known
		if b.SetAt.After(a.SetAt) {
			return b
		}
		return a
	}
	first, second := a, b
	if a.Seq > b.Seq {
		first, second = b, a
	}
	// WhatsApp's times are whole seconds.
	late := !second.Personal && second.OptedOutAt.IsZero() && second.SetAt.Before(first.SetAt.Truncate(time.Second))
	if late {
		return first
	}
	return second
}

// OptedOutBefore says of an event why it creates a contact that has opted out.
const OptedOutBefore = "the person had opted out before, and was erased since: the opt-out stays"

// StayOptedOut makes a new contact one that opted out when the person did who had its
// identities and was erased. It is the oldest word that is known: any other counts rather.
func (c *Contact) StayOptedOut(at time.Time) { c.keep(Preference{OptedOutAt: at, SetAt: at}) }

// RestorePreference takes back what a merge did to the opt-out, unless it was
// changed since.
func (c *Contact) RestorePreference(p Preference) {
	if !c.PreferenceAt.Equal(p.MergedAt) || c.PreferenceSeq != p.MergedSeq {
		return
	}
	p.MergedAt, p.MergedSeq = time.Time{}, 0
	c.keep(p)
}

// BeforeMerge is what RestorePreference needs, once the merge is done: before is
// the contact as it was.
func (c *Contact) BeforeMerge(before Contact) Preference {
	p := before.preference()
	p.MergedAt, p.MergedSeq = c.PreferenceAt, c.PreferenceSeq
	return p
}
