"""What we know: FHIR R4 in, the decision model out. Pure: no clock, no network, no environment."""
