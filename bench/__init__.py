"""The benchmark: our server and a bare Flask under the same load, in the same run. Started by `make bench`; not shipped."""
