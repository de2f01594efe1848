"""What process designers do with a procedure before it is deployed: cover it, break it, play it, compare it."""
