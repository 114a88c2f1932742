"""Writes the parts of the package that follow from include/codelab.h. Run by ../generate_abi.py; not installed."""
