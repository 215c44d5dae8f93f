"""Building stones that know no business: ids, money, time, database, outbox, jobs, HTTP, storage."""
