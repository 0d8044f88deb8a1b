#!/bin/bash
# Legt im Container von PostgreSQL beim ersten Start die beiden Rollen und die Datenbank an.
set -euo pipefail
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner_password="$OWNER_PASSWORD" --set=run_password="$RUN_PASSWORD" <<'SQL'
create role themenseite login createdb password :'owner_password';
create role themenseite_run login password :'run_password';
create database themenseite owner themenseite template template0 encoding 'UTF8' locale_provider icu icu_locale 'de-DE' locale 'C.UTF-8';
SQL
