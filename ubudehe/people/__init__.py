"""Accounts, roles at a place, sign-in, and the desk at which every act is done."""
