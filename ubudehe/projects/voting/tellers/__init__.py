"""Two tellers count hands or beans, each for themselves."""
