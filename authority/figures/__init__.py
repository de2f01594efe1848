"""The statistics "AKZESS": one pseudonymous row per closed case, key figures of them, and what of these may be published."""
