"""The record of a place: every act, in order, in a tree of hashes under a signed head."""
