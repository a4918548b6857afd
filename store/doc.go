// Package store is PostgreSQL: what every room below it needs – the connections
// with their deadlines, transactions, errors and migrations – and what two of them
// would otherwise both say in SQL. The rooms are ledger, book, imports, settings
// and erasure. Each knows this package and no other room. Public methods own their
// transactions, and uniqueness belongs to the database.
package store
