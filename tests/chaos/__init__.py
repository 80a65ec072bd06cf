"""Kills: under load, every process of a running platform dies at random moments, and nothing is lost.

Words: a *run* is one stretch of readings sent by plants; the *calm* run is undisturbed, the *storm* run has
the same readings with kills. Source times are ticks from a run's own start, so that the two can be compared.
"""
