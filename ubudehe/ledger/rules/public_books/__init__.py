"""A village's books rebuilt from nothing but its public record, and what is wrong with them."""
