"""Forms on paper, for where no phone is: printed blank or with what is known."""
