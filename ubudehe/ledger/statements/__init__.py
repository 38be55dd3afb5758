"""Statements of the bank and of mobile money: their lines beside the entries of the books."""
