"""Who somebody is, as whom they act now, what they may see and do.

Three questions, each with one home: may this role do this (the transition table), within this reach (``reach_class``),
in this state (the table again). Reads start from ``visible_to(actor)``; row-level security is a net under that.
"""
