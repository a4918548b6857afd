package gate

import "time"

// How much is taken in by a public form: of one address, and of all together.
const (
	ofAddress, ofAddressIn = 10, 10 * time.Minute
	ofForm, ofFormIn       = 300, time.Minute
)

// Forms counts what is sent to public forms, which ask for no credential.
type Forms struct{ addresses, forms *Quotas }

func newForms() *Forms {
	return &Forms{addresses: newQuotas(ofAddress, ofAddressIn), forms: newQuotas(ofForm, ofFormIn)}
}

// Take counts one submission from an address to a form. It returns how long the address
// has to wait first; zero if it need not.
func (f *Forms) Take(form, address string) time.Duration {
	if wait := f.addresses.Take(form + " " + network(address).String()).Wait; wait > 0 {
		return wait
	}
	return f.forms.Take(form).Wait
}
