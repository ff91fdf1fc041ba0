"""Changes of the database's schema, applied in order by `pnet-cds db upgrade`."""
