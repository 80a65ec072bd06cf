"""Sans-IO codecs: bytes to frozen events and back, one package per protocol. Pure."""
