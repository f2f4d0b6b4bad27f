"""Papers other than the certificate: what kinds there are, their words, their page (docs/adr/0033)."""
