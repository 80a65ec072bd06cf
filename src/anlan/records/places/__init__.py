"""Administrative divisions (行政区划, GB/T 2260) with their WGS-84 boundaries."""
