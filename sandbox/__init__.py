"""The sandbox EHR will stand here: a FHIR server, a SMART authorization server and a page that fires hooks.

It is a process of its own and speaks HTTP only. It imports none of the other rooms, and nothing imports it.
"""
