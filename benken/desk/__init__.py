"""Today, the person page, the caseload: pages put together from several apps."""
