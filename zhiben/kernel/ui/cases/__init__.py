"""The page of a case: what is known, what one may do now, what has been done."""
