"""What programs get: documents of one stable shape, lists, streams, a feed, and their description."""
