"""The commands of ttdw, one file for each group; codegen.cli joins them."""
