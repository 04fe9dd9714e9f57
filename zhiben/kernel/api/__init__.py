"""The one interface for programs: sign-in, refusals, paging, repeatable writes; packages bring their resources."""
