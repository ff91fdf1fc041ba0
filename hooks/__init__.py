"""What we say: from the decision model to findings and cards. Pure: no clock, no network, no environment."""
