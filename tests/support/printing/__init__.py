"""Plans made up for tests, printed by a browser and scanned."""
