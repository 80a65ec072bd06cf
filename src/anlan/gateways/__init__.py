"""One thin process per protocol: bytes in, columnar batches on the log, acknowledgement out."""
