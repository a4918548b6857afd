// Package store is PostgreSQL: the ledger of events, the queue of what is pending,
// and the contacts. Public methods own their transactions. Uniqueness belongs
// to the database, and what decides an event – effect, decision and end of the
// entry – is one transaction.
package store
