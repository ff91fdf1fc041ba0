"""One file per schema, named for it; the newest is `service.store.REVISION`."""
