"""Photos of counted money: covered, or taken away under the law."""
