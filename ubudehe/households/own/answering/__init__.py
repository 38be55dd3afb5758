"""Asking households own questions, and writing down what they answer."""
