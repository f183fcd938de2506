// ListenersTests
