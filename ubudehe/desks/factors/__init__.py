"""The second factor, as its owner sets it up and takes it off."""
