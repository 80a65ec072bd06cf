"""`anlan doctor`: what is wrong, in plain words. One module for each thing that goes wrong."""
