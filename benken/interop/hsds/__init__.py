"""The directory as Open Referral HSDS 3.1, out and in. Which field is which: docs/reference/hsds.md."""
