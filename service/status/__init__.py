"""The applicant's view: where an application stands, told without an account by reference and code."""
