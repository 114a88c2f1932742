"""Reads include/codelab.h and writes everything that follows from it. See README.md in this folder."""
