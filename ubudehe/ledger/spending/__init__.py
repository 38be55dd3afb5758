"""How a village wants its money to be spent: who must agree to what, decided in assembly."""
