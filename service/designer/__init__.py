"""What designers do before a procedure is deployed: drafts, trials, proposals; the routes are routes/designer*.py."""
