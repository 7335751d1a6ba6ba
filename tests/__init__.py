"""The tests: every name is a sentence, every docstring the reason it is worth testing."""
