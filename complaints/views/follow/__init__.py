"""The pages of one's own pre-complaint, once filed: where it stands, and what its victim may do with it."""
