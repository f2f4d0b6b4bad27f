"""What the examples of `docs/policy.md` come to, by parts of the schema (`reopening.worked_examples`)."""
