"""The log and the live broadcast: a port, its JetStream implementation and an in-memory twin."""
