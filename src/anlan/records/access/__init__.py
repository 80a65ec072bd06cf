"""Who may see and do what: users, organisations, roles, scopes, sessions, API keys, audit trail."""
