"""The network of departments and partners: who they are, what they may be asked, and how their answers read."""
