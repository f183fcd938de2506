"""What a test says about itself to the runner."""


def takes(seconds, limit=None):
    """Says roughly how long a test takes: from ten seconds on it is run beside the others of its file, the longest first.

    `limit` is the number of seconds after which it counts as failed, for tests that may take more than three minutes.
    """
    def mark(test):
        test.seconds = seconds
        if limit is not None:
            test.limit = limit
        return test
    return mark


def alone(test):
    """The test measures, or loads the machine so much that others would suffer: it runs when all others have ended."""
    test.alone = True
    return test
