"""Starts the product on one machine: PostgreSQL, Valkey, the web and its workers. No Django here."""
