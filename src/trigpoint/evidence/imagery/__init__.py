"""Pictures to observations: align, change, damage, count. Arrays and scenes in, findings out; nothing is opened here."""
