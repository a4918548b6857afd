#!/bin/sh
# Makes the two roles of docker-compose.yml, each with its databases. Neither is a superuser, may make roles or
# databases, or may look into the other's. The image runs this once, when PostgreSQL starts for the first time.
set -eu

: "${DATABASE_PASSWORD:?is the password of the role contacts}"
: "${TEMPORAL_DATABASE_PASSWORD:?is the password of the role temporal}"

# Passwords come by the environment and not as arguments, which everybody on the machine can read.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv contacts_password DATABASE_PASSWORD
\getenv temporal_password TEMPORAL_DATABASE_PASSWORD
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none';
CREATE ROLE contacts LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'contacts_password';
CREATE ROLE temporal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'temporal_password';
-- A database's owner may also make the extensions that PostgreSQL trusts: pg_trgm, and btree_gin for Temporal.
CREATE DATABASE contacts OWNER contacts;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE contacts, temporal, temporal_visibility FROM PUBLIC;
SQL
