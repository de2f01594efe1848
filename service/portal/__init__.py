"""Applications on the web before they are cases, and the employer's part: opened by a code or a link, without an account."""
