"""The worker process: owns partitions, reads their log, judges, keeps history.

`process` runs it; `ownership` says which partitions are ours; `partition` is the loop of one of them;
`judge` turns readings into alarms exactly once (`changes` words them, `adoption` begins from open
alarms); `historian` fills the lake; `batches` unpacks the log.
"""
