"""A small EHR to try the service with: a FHIR R4 server with fictitious patients, and an EHR that fires orders.

It is a process of its own (`python -m sandbox`) and speaks HTTP only. It imports none of the other rooms, and nothing
imports it. A SMART authorization server is planned and not there yet.
"""
