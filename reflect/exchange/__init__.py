"""Files for other programs. Records in, text or bytes out; nothing here decides what may leave."""
