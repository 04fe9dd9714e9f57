"""Colours of states."""

from typing import Final

from zhiben.domains.interviews.terms import CommitmentState, InterviewState

TONES: Final[dict[str, str]] = {
    InterviewState.DRAFT: "yellow", InterviewState.NOTIFIED: "blue", InterviewState.HELD: "orange",
    InterviewState.DONE: "green",
}  # fmt: skip
COMMITMENT_TONES: Final[dict[str, str]] = {
    CommitmentState.OPEN: "orange", CommitmentState.SUBMITTED: "blue", CommitmentState.VERIFIED: "green",
}  # fmt: skip
