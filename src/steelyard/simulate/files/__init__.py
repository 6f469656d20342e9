"""One file per exporting system; each spells ids, dates, durations and blanks its own way."""
