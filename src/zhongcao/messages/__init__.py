"""Messages: notices in boxes, how many are unread, and their push while a page is open."""
