// Package facebook is what Facebook's Lead Ads send and answer: the webhook that
// names a lead, and the Graph API that gives its answers. It knows nothing of where
// they are kept.
package facebook
