"""约谈 as something to be found. An agency that is to be talked to finds it once the notice is signed."""

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.models.interview import UNSENT
from zhiben.domains.interviews.policies import READERS
from zhiben.domains.interviews.terms import InterviewState
from zhiben.kernel.search.sources import Source, case_columns, case_feeds, label_in_sql
from zhiben.kernel.ui.cases.addresses import case_url

UNSENT_STATES = ", ".join(f"'{state.value}'" for state in UNSENT)

INTERVIEWS = Source(
    kind="interview", label="约谈", order=110, icon="message", roles=READERS, visible=Interview.objects.visible_to,
    tables="interviews_interview v",
    columns=case_columns(
        "v", mark=label_in_sql("v.state", InterviewState), codes="array[v.number]",
        texts="array[v.where_name, v.subject_name, v.person_name]",
        hidden_from=f"case when v.state in ({UNSENT_STATES}) then v.subject_agency_id end",
    ),
    feeds=case_feeds("interviews_interview"), list_url="interviews:list",
    url=lambda pk, _: case_url("interview", pk),
)  # fmt: skip
