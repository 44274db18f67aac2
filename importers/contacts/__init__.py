"""Lists of people: LinkedIn connections, Google Contacts, our own template."""
