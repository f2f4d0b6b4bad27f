"""Questions of the officials across models, one file per noun."""
