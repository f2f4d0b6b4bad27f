#!/bin/sh
# Runs once, when the database container makes its data: the application owns its database and is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE reopening LOGIN PASSWORD :'password';
CREATE DATABASE reopening OWNER reopening;
SQL
