"""Stand-ins of the providers, written from their documents: strict about what a request holds, with a memory of what
they were given, and with faults on demand."""
