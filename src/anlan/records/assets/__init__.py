"""What is watched: enterprises, hazard-source units, tanks, gateways and devices."""
