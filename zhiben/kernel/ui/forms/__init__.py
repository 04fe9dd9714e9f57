"""Forms generated from the inputs a transition asks for."""
